//! The npm package's own tokens, and the rules where this project is stricter.

use axum::http::{HeaderMap, HeaderName};

use super::*;
use crate::auth::session_tokens;
use crate::domain::Role;

const VECTORS: &str = include_str!("../../../tests/vectors/nextauth-v4.json");

fn decode(vector: &Value, now: DateTime<Utc>) -> Result<Claims, String> {
    let text = |name: &str| vector.get(name).and_then(Value::as_str);
    let key = SessionKey::derive(&Secret::new(text("secret").unwrap()));

    if let Some(token) = text("token") {
        return key.open(token, now).map_err(|error| error.to_string());
    }

    let mut headers = HeaderMap::new();
    for (name, field) in [
        ("cookie", "cookie_header"),
        ("authorization", "authorization"),
    ] {
        if let Some(value) = text(field) {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
    }

    let tokens = session_tokens(&headers, text("cookie_name").unwrap()).ok_or("no token")?;
    let mut opened = Err("no token".to_owned());
    for token in &tokens.candidates {
        opened = opened.or_else(|_| key.open(token, now).map_err(|error| error.to_string()));
    }

    opened
}

#[test]
fn every_vector_comes_out_as_it_says() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 25);

    for vector in vectors {
        let now = vector["now"].as_i64().unwrap_or(1_795_500_000);
        let result = decode(vector, DateTime::from_timestamp(now, 0).unwrap());

        match vector["expected"].as_str().unwrap() {
            "ok" => {
                let claims = result.unwrap_or_else(|error| panic!("{}: {error}", vector["id"]));
                let said = if vector["decoded"].is_null() {
                    &vector["claims"]
                } else {
                    &vector["decoded"]
                };

                assert!(said.is_object(), "{}", vector["id"]);
                assert_eq!(
                    claims.id.as_deref(),
                    said["id"].as_str(),
                    "{}",
                    vector["id"]
                );

                assert_eq!(
                    claims.role.as_deref(),
                    said["role"].as_str(),
                    "{}",
                    vector["id"]
                );
            }
            "reject" => assert!(result.is_err(), "{}", vector["id"]),
            "optional" => {}
            other => panic!("{}: {other}", vector["id"]),
        }
    }
}

fn key() -> SessionKey {
    SessionKey::derive(&Secret::new("unit-test-secret-0123456789abcdef"))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

#[test]
fn what_we_sign_opens_and_expires() {
    let token = key()
        .mint(
            &Identity::of("ustaz1", Role::Teacher),
            now(),
            TimeDelta::hours(1),
        )
        .unwrap();

    let claims = key().open(&token, now()).unwrap();
    assert_eq!(
        (claims.id.as_deref(), claims.role.as_deref()),
        (Some("ustaz1"), Some("teacher"))
    );

    assert!(key().open(&token, now() + TimeDelta::seconds(3614)).is_ok());
    assert_eq!(
        key().open(&token, now() + TimeDelta::seconds(3615)),
        Err(InvalidSession::Expired)
    );
}

#[test]
fn claims_are_those_of_the_original() {
    let admin = Identity {
        id: "7".into(),
        username: "office".into(),
        name: "School \"Office\"".into(),
        role: Role::Admin,
    };
    let mut claims = admin.claims(now(), TimeDelta::days(30));
    let id = claims.as_object_mut().unwrap().remove("jti").unwrap();
    let id = id.as_str().unwrap();

    assert!(
        id.len() == 36 && id.as_bytes()[14] == b'4' && b"89ab".contains(&id.as_bytes()[19]),
        "{id}"
    );

    let expected = serde_json::json!({
        "name": "School \"Office\"", "sub": "7", "id": "7", "username": "office", "role": "admin", "code": "",
        "iat": 1_800_000_000, "exp": 1_802_592_000,
    });

    assert_eq!(claims, expected);
    let teacher = Identity::of("ustaz1", Role::Teacher).claims(now(), TimeDelta::days(30));
    assert!(teacher.get("code").is_none(), "only admins have one");
}

#[test]
fn payloads_of_other_shapes_are_refused() {
    for (payload, expected) in [
        ("[1800003600]", InvalidSession::Payload),
        ("\"x\"", InvalidSession::Payload),
        ("{\"id\":\"1\",\"role\":\"admin\"}", InvalidSession::Expired),
        ("{\"exp\":\"1900000000\"}", InvalidSession::Expired),
        ("{\"exp\":1900000000.5}", InvalidSession::Expired),
        ("{\"exp\":1900000000,\"nbf\":\"0\"}", InvalidSession::NotYet),
        (
            "{\"exp\":1900000000,\"nbf\":1800000016}",
            InvalidSession::NotYet,
        ),
    ] {
        assert_eq!(
            key().open(&key().seal(payload).unwrap(), now()),
            Err(expected),
            "{payload}"
        );
    }
}

#[test]
fn an_id_may_be_a_whole_number_and_nothing_else_that_is_no_text() {
    for (claims, id, role) in [
        ("\"id\":7,\"role\":\"admin\"", Some("7"), Some("admin")),
        ("\"id\":9007199254740993", Some("9007199254740993"), None),
        (
            "\"id\":18446744073709551615",
            Some("18446744073709551615"),
            None,
        ),
        ("\"id\":0,\"sub\":7", Some("0"), None),
        ("\"id\":-7", Some("-7"), None),
        ("\"id\":\"07\",\"sub\":7,\"name\":null", Some("07"), None),
        ("\"id\":7.5", None, None),
        ("\"id\":7e2", None, None),
        ("\"id\":true", None, None),
        ("\"id\":null,\"sub\":\"7\"", None, None),
        ("\"id\":[7],\"role\":[\"admin\"]", None, None),
        ("\"id\":{\"id\":7},\"role\":1", None, None),
    ] {
        let payload = format!("{{\"exp\":1900000000,{claims}}}");
        let found = key().open(&key().seal(&payload).unwrap(), now()).unwrap();
        let expected = Claims {
            id: id.map(str::to_owned),
            role: role.map(str::to_owned),
        };

        assert_eq!(found, expected, "{claims}");
    }
}
