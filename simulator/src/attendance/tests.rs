use super::*;

fn drawn(only: &str, seed: u64) -> (Attendance, Flags) {
    let mix = Mix::parse(include_str!("../../mixes/default.toml"), Some(only)).unwrap();
    let plan = Plan {
        begins: 0,
        ends: 45 * MINUTE,
        free_from: -MINUTE,
    };
    let mut flags = Flags::new();
    let drawn = draw(&mut Dice::new(seed, 0), &mix, plan, false, &mut flags);

    (drawn, flags)
}

#[test]
fn absent_people_are_absent() {
    for seed in 0..50 {
        let (absent, flags) = drawn("student_absent", seed);
        assert!(absent.student.length() == 0 && absent.teacher.length() > 0 && flags.len() == 1);

        assert_eq!(drawn("teacher_absent", seed).0.teacher.length(), 0);
    }
}

#[test]
fn pauses_are_no_attendance() {
    for seed in 0..50 {
        for only in ["rejoin", "meeting_restarts"] {
            let (there, _) = drawn(only, seed);
            let pauses = Spans::of(there.pauses.iter().map(|pause| (pause.from, pause.to)));
            assert_eq!(there.student.common(&pauses).length(), 0);
            assert!(there.student.length() > 20 * MINUTE, "{only} {seed}");
        }
    }
}

#[test]
fn a_restart_empties_the_meeting() {
    for seed in 0..50 {
        let (there, _) = drawn("meeting_restarts", seed);
        let anybody = there.student.and(&there.teacher);
        assert_eq!(anybody.iter().count(), 2, "{seed}: {anybody:?}");
    }
}
