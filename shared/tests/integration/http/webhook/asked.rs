//! Asking Zoom about lessons of which its events told nothing, or not all.

use std::time::Duration;

use serde_json::{Value, json};
use session_tracking::app::{
    AskOutcome, ImportOutcome, MeetingToAsk, UndoOutcome, ZoomAskers, ask_zoom,
    list_meetings_to_ask, sweep_within, undo_import,
};
use session_tracking::domain::{Day, ImportId, Period};

use super::cases::Page;
use super::{MEETING, SECRET, cases, count_rows, deliver_all, events, lesson, session};
use crate::support::{FakeZoom, Inside, Run, insert};

/// A school, its Zoom, and one lesson: link sent 14:45, page opened 14:58 and closed 15:00:30.
struct Asking {
    site: Inside,
    server: FakeZoom,
}

/// A school with these events of its one lesson, and its Zoom, which lists both people.
pub(super) async fn school_and_zoom(page: Page, told: &[Value]) -> (Inside, FakeZoom) {
    let server = FakeZoom::start(vec![run(vec![teacher(), student()])]);
    let settings = server.settings();
    let mut changes = vec![("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)];
    changes.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));

    let site = Inside::with(&changes).await;
    insert(site.store(), [cases::lesson(page)]).await;
    deliver_all(&site, told).await;

    (site, server)
}

impl Asking {
    /// Two hours after these events.
    async fn after(page: Page, told: &[Value]) -> Self {
        let (site, server) = school_and_zoom(page, told).await;
        for _ in 0..3 {
            site.pass(7200);
            // A run with so little time asks Zoom nothing.
            sweep_within(&site.app, Duration::from_secs(1))
                .await
                .unwrap();
        }

        Self { site, server }
    }

    async fn to_ask(&self) -> Vec<MeetingToAsk> {
        let day: Day = "2026-11-23".parse().unwrap();
        let period = Period {
            first: day,
            last: day,
        };

        list_meetings_to_ask(&self.site.app, period).await.unwrap()
    }

    /// Asks about the one meeting, and returns what became of its one day.
    async fn ask(&self, is_dry_run: bool) -> AskOutcome {
        let meetings = self.to_ask().await;
        assert_eq!(meetings.len(), 1, "{meetings:?}");
        self.ask_about(&meetings[0], is_dry_run).await
    }

    async fn ask_about(&self, asked: &MeetingToAsk, is_dry_run: bool) -> AskOutcome {
        let app = &self.site.app;
        let mut askers = ZoomAskers::load(app).await.unwrap();
        let mut days = ask_zoom(app, &mut askers, asked, is_dry_run).await.unwrap();
        assert_eq!(days.len(), 1, "{days:?}");
        days.remove(0).1
    }

    /// The calls that the database counts of this day, by weight.
    async fn counted_calls(&self) -> Vec<(String, i64)> {
        let day = Day::from(self.site.app.clock.now().date_naive());
        let counted = self.site.store().list_zoom_calls(day).await.unwrap();
        assert!(counted.iter().all(|calls| calls.account == "account-1"));

        counted
            .into_iter()
            .map(|calls| (calls.weight, calls.calls))
            .collect()
    }

    async fn expect_figures(&self, seconds: i64, grade: &str) {
        let session = session(&self.site, 1).await;
        assert_eq!(session["durationSeconds"], seconds, "{session}");
        assert_eq!(session["grade"], grade, "{session}");
    }
}

pub(super) fn row(user: &str, id: &str, (from, to): (&str, &str)) -> Value {
    json!({
        "user_id": format!("1677{}", user.len()), "id": id, "name": format!("Person {user}"),
        "join_time": format!("2026-11-23T{from}:00Z"), "leave_time": format!("2026-11-23T{to}:00Z"),
        "status": "in_meeting",
    })
}

pub(super) fn teacher() -> Value {
    row("host", "host-1", ("15:01", "15:45"))
}

pub(super) fn student() -> Value {
    row("s1", "", ("15:02", "15:44"))
}

pub(super) fn run(rows: Vec<Value>) -> Run {
    Run {
        number: MEETING,
        uuid: "u1==",
        started_at: "2026-11-23T15:01:00Z",
        participants: rows.len(),
        rows,
        is_ready: true,
    }
}

/// The lesson's events without the one with that number.
pub(super) fn without(number: usize) -> Vec<Value> {
    let mut told = lesson();
    told.remove(number);
    told
}

fn imported(outcome: &AskOutcome) -> ImportId {
    match outcome {
        AskOutcome::Answered(ImportOutcome::Imported { imports, .. }) => imports[0].id,
        other => panic!("not imported: {other:?}"),
    }
}

#[tokio::test]
async fn a_complete_lesson_costs_no_call() {
    let asking = Asking::after(Page::Opened, &lesson()).await;
    asking.expect_figures(2520, "A").await;

    assert_eq!(asking.to_ask().await, []);
    assert_eq!(asking.server.state().asked, [""; 0]);
}

#[tokio::test]
async fn a_lost_join_or_leave_comes_back_and_is_then_not_asked_for() {
    // The student's join, the student's leave.
    for number in [2, 3] {
        let asking = Asking::after(Page::Opened, &without(number)).await;

        imported(&asking.ask(false).await);

        asking.expect_figures(2520, "A").await;
        // The runs, and the people of the one in which events told of two.
        assert_eq!(asking.site.app.zoom.calls(), 2);
        assert_eq!(asking.counted_calls().await, [("medium".to_owned(), 2)]);
        assert_eq!(asking.to_ask().await, [], "{number}");
    }
}

#[tokio::test]
async fn a_lesson_of_which_nothing_was_told_is_measured() {
    for page in [Page::Opened, Page::NeverOpened] {
        let asking = Asking::after(page, &[]).await;

        imported(&asking.ask(false).await);

        let session = session(&asking.site, 1).await;
        assert_eq!(session["durationSeconds"], 2520, "{session}");
        assert_eq!(session["source"], "zoom", "{session}");
    }
}

#[tokio::test]
async fn the_same_answer_again_changes_nothing() {
    let asking = Asking::after(Page::Opened, &without(3)).await;
    let asked = asking.to_ask().await.remove(0);
    imported(&asking.ask_about(&asked, false).await);
    let events = count_rows(&asking.site, "zoom_events").await;

    asking.server.set(|zoom| zoom.runs[0].rows.reverse());
    let again = asking.ask_about(&asked, false).await;

    assert!(
        matches!(
            &again,
            AskOutcome::Answered(ImportOutcome::AlreadyRead { lessons, .. })
                if lessons.iter().all(|lesson| !lesson.is_change())
        ),
        "{again:?}"
    );
    assert_eq!(count_rows(&asking.site, "zoom_events").await, events);
    assert_eq!(count_rows(&asking.site, "zoom_imports").await, 1);
    asking.expect_figures(2520, "A").await;
}

#[tokio::test]
async fn events_that_come_after_the_answer_give_the_same() {
    let asking = Asking::after(Page::Opened, &[]).await;
    imported(&asking.ask(false).await);

    deliver_all(&asking.site, &lesson()).await;

    asking.expect_figures(2520, "A").await;
    assert_eq!(asking.to_ask().await, []);
}

#[tokio::test]
async fn where_zoom_lists_nobody_or_one_person_its_earlier_word_stays() {
    for change in [
        |run: &mut Run| run.is_ready = false,
        |run: &mut Run| run.participants = 1,
        |run: &mut Run| run.rows = vec![teacher()],
        |run: &mut Run| run.rows = Vec::new(),
    ] {
        let asking = Asking::after(Page::Opened, &without(3)).await;
        asking.server.set(|zoom| change(&mut zoom.runs[0]));
        let before = session(&asking.site, 1).await;

        let outcome = asking.ask(false).await;

        assert!(matches!(outcome, AskOutcome::NothingTold), "{outcome:?}");
        assert_eq!(session(&asking.site, 1).await, before);
        assert_eq!(count_rows(&asking.site, "zoom_imports").await, 0);
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_lesson_and_stores_nothing() {
    let asking = Asking::after(Page::Opened, &without(3)).await;
    let before = session(&asking.site, 1).await;

    let outcome = asking.ask(true).await;

    let AskOutcome::Answered(ImportOutcome::Foreseen { lessons, .. }) = &outcome else {
        panic!("{outcome:?}");
    };
    assert!(lessons[0].is_change(), "{lessons:?}");
    assert_eq!(session(&asking.site, 1).await, before);
    assert_eq!(count_rows(&asking.site, "zoom_imports").await, 0);
}

#[tokio::test]
async fn an_answer_can_be_taken_back_and_asked_for_again() {
    let asking = Asking::after(Page::Opened, &without(3)).await;
    let before = session(&asking.site, 1).await["grade"].clone();
    let import = imported(&asking.ask(false).await);

    let undone = undo_import(&asking.site.app, import).await.unwrap();

    assert!(matches!(undone, UndoOutcome::Undone { .. }), "{undone:?}");
    assert_eq!(session(&asking.site, 1).await["grade"], before);
    imported(&asking.ask(false).await);
    asking.expect_figures(2520, "A").await;
}

#[tokio::test]
async fn what_zoom_listed_before_stays_where_it_lists_other_runs_now() {
    let asking = Asking::after(Page::Opened, &[]).await;
    let asked = asking.to_ask().await.remove(0);
    let import = imported(&asking.ask_about(&asked, false).await);

    // Another run of the same day is listed now, and the first one is not any more.
    let mut evening = run(vec![
        row("host", "host-1", ("18:00", "18:30")),
        row("s2", "", ("18:00", "18:30")),
    ]);
    evening.uuid = "u2==";
    evening.started_at = "2026-11-23T18:00:00Z";
    asking.server.set(|zoom| {
        zoom.runs[0].is_ready = false;
        zoom.runs.push(evening);
    });
    let outcome = asking.ask_about(&asked, false).await;

    assert_ne!(imported(&outcome), import);
    let kept = "SELECT COUNT(*) FROM zoom_events e JOIN zoom_imports i ON i.id = e.import_id
        WHERE i.replaced_by IS NULL AND meeting_uuid = 'u1=='";
    assert_eq!(
        asking.site.store().read_number(kept).await.unwrap(),
        6,
        "both people's stays, and the run's beginning and end"
    );
    // The lesson was held in two parts.
    asking.expect_figures(2520 + 1800, "A").await;
}

#[tokio::test]
async fn a_run_that_zoom_does_not_list_among_the_runs_is_asked_for_by_its_events() {
    let asking = Asking::after(Page::Opened, &without(3)).await;
    // Its start is of another year, so the list of runs leaves it out.
    asking
        .server
        .set(|zoom| zoom.runs[0].started_at = "2025-01-01T00:00:00Z");

    imported(&asking.ask(false).await);

    asking.expect_figures(2520, "A").await;
}

#[tokio::test]
async fn waiting_rooms_doubles_and_overlaps_count_no_second_twice() {
    let mut waiting = row("s1", "", ("14:50", "15:02"));
    waiting["status"] = json!("in_waiting_room");
    let other_device = row("s1", "", ("15:10", "15:30"));
    let asking = Asking::after(Page::Opened, &without(3)).await;
    asking.server.set(|zoom| {
        zoom.runs[0].rows.extend([waiting, student(), other_device]);
    });

    imported(&asking.ask(false).await);

    asking.expect_figures(2520, "A").await;
}

#[tokio::test]
async fn whoever_was_alone_by_the_events_is_asked_for_and_the_student_found() {
    let told = events(
        "u1==",
        &[
            ("started", "host", 1),
            ("joined", "host", 1),
            ("left", "host", 45),
            ("ended", "host", 45),
        ],
    );
    let asking = Asking::after(Page::Opened, &told).await;

    imported(&asking.ask(false).await);

    let session = session(&asking.site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
    assert_eq!(session["noShow"], Value::Null, "{session}");
}
