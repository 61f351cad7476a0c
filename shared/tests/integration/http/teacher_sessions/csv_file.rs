//! The list as a file for a spreadsheet.

use super::PATH;
use crate::http::rows::insert_every_kind;
use crate::support::{Site, change};

#[tokio::test]
async fn csv_has_every_row_quoted_and_disarmed() {
    let site = Site::start().await;
    insert_every_kind(&site, 120).await;
    change(site.store(), "id = 1", "studentid", Some("3")).await;
    change(site.store(), "id = 1", "ustazid", Some("-165")).await;

    let path = format!("{PATH}?format=csv");
    let answer = site.as_admin(&path).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text.strip_prefix('\u{feff}').expect("a BOM");

    for part in ["\r\n", "\"Yusuf, \"\"Y\"\"\"", ",'=1+1,", ",-165,"] {
        assert!(text.contains(part), "{part:?}");
    }

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 32);
    assert_eq!(reader.records().map(Result::unwrap).count(), 120);

    let ended = format!("{path}&status=ended&studentId=1");
    let ended = site.as_admin(&ended).await.expect(200);
    let mut lines = ended.text.lines().skip(1);
    assert!(lines.all(|line| line.contains(",ended,ended,")));

    let empty = site.as_admin(&format!("{path}&date=2020-01-01")).await;
    assert_eq!(empty.expect(200).text.lines().count(), 1);
}
