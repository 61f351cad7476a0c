//! What happens in the lessons that show each kind of evidence.

use super::evidence::Timed;
use crate::actors::Act::{
    AdminEnds, Beats, Closes, Enters, Finishes, Leaves, MeetingEnds, MeetingStarts, Opens, Reports,
    ToBreakout,
};
use crate::actors::Person::{AlternativeHost, Bot, Host, Student};

/// A lesson.
pub(super) struct Story {
    pub(super) teacher: &'static str,
    pub(super) student: i64,
    /// Minutes from the link to now.
    pub(super) minutes_ago: i64,
    pub(super) acts: Vec<Timed>,
}

/// Returns the lessons, oldest first. The account of ustaz1 is not connected to Zoom.
pub(super) fn stories() -> Vec<Story> {
    let full = [
        (120, Enters(Student)),
        (1920, Leaves(Student)),
        (1930, Leaves(Host)),
    ];
    let host = (60, Enters(Host));
    let story = |teacher, student, minutes_ago, acts: Vec<Timed>| Story {
        teacher,
        student,
        minutes_ago,
        acts,
    };
    let zoom = |more: &[Timed]| with_page(&[&[(50, MeetingStarts)], more, &[(1940, MeetingEnds)]]);

    vec![
        // Grade A: Zoom saw both come and go.
        story("ustaz2", 4, 840, zoom(&[&[host], &full[..]].concat())),
        // An alternative host lets the student in, before the host comes.
        story(
            "ustaz2",
            5,
            760,
            zoom(
                &[
                    &[
                        (55, Enters(AlternativeHost)),
                        host,
                        (200, Leaves(AlternativeHost)),
                    ],
                    &full[..],
                ]
                .concat(),
            ),
        ),
        // Both go to a breakout room, and come back.
        story(
            "ustaz3",
            6,
            680,
            zoom(
                &[
                    &[host],
                    &full[..],
                    &[
                        (600, ToBreakout(Student)),
                        (602, ToBreakout(Host)),
                        (1200, Enters(Student)),
                        (1202, Enters(Host)),
                    ],
                ]
                .concat(),
            ),
        ),
        // A bot takes notes.
        story(
            "ustaz3",
            7,
            600,
            zoom(&[&[host, (65, Enters(Bot)), (1935, Leaves(Bot))], &full[..]].concat()),
        ),
        // The student looks at the page, and does not come.
        story("ustaz2", 4, 520, zoom(&[host, (1500, Leaves(Host))])),
        // The teacher does not come.
        story("ustaz3", 8, 440, zoom(&full[..2])),
        // Grade B: two pages tell the same, without Zoom.
        story(
            "ustaz1",
            1,
            360,
            with_page(&[&[(90, Reports("start-class")), (1930, Reports("end-class"))]]),
        ),
        // Grade C: a page was open for a while.
        story(
            "ustaz1",
            2,
            280,
            vec![(40, Opens), (70, Beats("heartbeat")), (100, Closes)],
        ),
        // An admin corrects one that nobody ended.
        story(
            "ustaz1",
            1,
            200,
            vec![(40, Opens), (70, Beats("heartbeat")), (600, AdminEnds)],
        ),
        // A substitute comes with an account of which nobody knows whose it is: the dashboard asks.
        story(
            "ustaz2",
            5,
            120,
            zoom(&[
                (60, Enters(AlternativeHost)),
                (120, Enters(Student)),
                (1920, Leaves(Student)),
                (1930, Leaves(AlternativeHost)),
            ]),
        ),
        // One that is running.
        story(
            "ustaz3",
            7,
            25,
            vec![
                (40, Opens),
                (44, Beats("zoom")),
                (46, Beats("hidden")),
                (50, MeetingStarts),
                host,
                (120, Enters(Student)),
            ],
        ),
    ]
}

/// Adds the student's page, from the link to "End session".
fn with_page(others: &[&[Timed]]) -> Vec<Timed> {
    let mut acts = vec![
        (40, Opens),
        (105, Beats("zoom")),
        (107, Beats("hidden")),
        (1925, Beats("visible")),
        (1950, Finishes),
    ];

    acts.extend(others.iter().copied().flatten());
    acts.sort_by_key(|(second, _)| *second);
    acts
}
