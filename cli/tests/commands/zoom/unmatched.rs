//! Reports that no lesson is about.

use super::{REPORT, School};

#[test]
fn a_report_of_another_day_changes_nothing_and_names_the_lessons_of_other_days() {
    let school = School::new();
    let report = REPORT.replace("11/23/2026", "11/20/2026");

    for options in [&[][..], &["--dry-run"]] {
        school.import("report.csv", &report, options).expect(
            1,
            &[
                "Nothing was imported: no lesson of meeting 12345678901 is about the report",
                "from Fri 20 Nov 2026, 15:01 to 15:45 (UTC)",
                "Lessons of this meeting at other times:",
                "1       Mon 23 Nov 2026, 15:00  t        1        12345678901",
                "--zone",
                "--date-order",
            ],
        );
    }

    assert_eq!(school.count("zoom_events", "1 = 1"), 0);
    assert_eq!(school.count("zoom_imports", "1 = 1"), 0);
}

#[test]
fn a_mistyped_number_names_the_lessons_at_that_time_the_likeliest_first() {
    let school = School::new();
    for (id, meeting) in [(2, "99999999999"), (3, "12345678910")] {
        school.installation.execute(&format!(
            "INSERT INTO wpos_zoom_links (id, studentid, ustazid, tracking_token, sent_time, clicked_at, session_status,
               zoom_meeting_id)
             VALUES ({id}, 1, 'other', 'T{id}', '2026-11-23 14:50:00', '2026-11-23 15:00:00', 'active', '{meeting}')"
        ));
    }

    let file = school.arguments("report.csv", REPORT)[2].clone();
    let run = school
        .installation
        .run(&["zoom", "import", &file, "--meeting", "12345678902"]);

    run.expect(
        1,
        &[
            "Lessons at this time with other meeting numbers:",
            "give that number with --meeting",
        ],
    );
    let places: Vec<usize> = ["12345678901", "12345678910", "99999999999"]
        .iter()
        .map(|number| run.printed.find(number).unwrap())
        .collect();
    assert!(places.is_sorted(), "{}", run.printed);
}

#[test]
fn of_several_days_those_without_a_lesson_are_named() {
    let school = School::new();
    let row = |day: &str| {
        let (from, to) = (
            format!("11/{day}/2026 03:01:00 PM"),
            format!("11/{day}/2026 03:45:00 PM"),
        );
        format!("12345678901,{from},T,teacher@school.example,{from},{to}\n")
    };
    let head = "ID,Start time,Name,Email,Join time,Leave time\n";
    let report = format!("{head}{}{}", row("20"), row("23"));

    let missing = "No lesson is about the report's stays of 2026-11-20.";
    for options in [&["--dry-run"][..], &[]] {
        let run = school.import("report.csv", &report, options);
        run.expect(0, &[missing, "1       Mon 23 Nov 2026, 15:00"]);
    }
}

#[test]
fn a_lesson_by_a_personal_link_is_named_with_what_its_teacher_can_do() {
    let school = School::new();
    school.installation.execute(
        "UPDATE wpos_zoom_links SET zoom_meeting_id = NULL, link = 'https://zoom.us/my/teacher.one'",
    );

    school.import("report.csv", REPORT, &[]).expect(
        1,
        &["t        1        none", "its teacher can enter the number"],
    );
}

#[test]
fn without_any_near_lesson_it_says_what_to_look_at() {
    let school = School::new();
    school.installation.execute("DELETE FROM wpos_zoom_links");

    school.import("report.csv", REPORT, &[]).expect(
        1,
        &[
            "No lesson has this number within a month",
            "SCHOOL_TIMEZONE",
        ],
    );
}
