//! The file behind the list is the list.

use e2e::OFFICE;
use reqwest::Method;

use crate::{DASHBOARD, Stage, TOTAL};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_csv_link_gives_every_row_of_the_filter() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage
        .visit(
            OFFICE,
            &format!("{DASHBOARD}?range=30d&teacherId=ustaz3&sort=student"),
        )
        .await;
    let tab = &seat.tab;
    let total: usize = tab
        .text(TOTAL)
        .await
        .unwrap()
        .split_once(' ')
        .unwrap()
        .0
        .parse()
        .unwrap();

    assert!(total > 50, "more than a page: {total}");
    let link: String = tab
        .evaluate("(({ pathname, search }) => pathname + search)(document.querySelector('#csv'))")
        .await
        .unwrap();
    let (name, value) = stage.school.cookie(OFFICE).unwrap();
    let request = stage
        .school
        .request(Method::GET, &link)
        .header("Cookie", format!("{name}={value}"));

    let answer = request.send().await.unwrap().error_for_status().unwrap();
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );

    let text = answer.bytes().await.unwrap();
    // Excel takes a file without the mark for one of another age.
    let text = str::from_utf8(text.strip_prefix(b"\xEF\xBB\xBF").unwrap()).unwrap();
    let mut lines = text.lines();

    assert!(lines.next().unwrap().contains("durationSeconds"), "{text}");
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), total);

    assert!(
        rows.iter().all(|row| row.contains("Ustaz Ibrahim Kedir")),
        "{text}"
    );

    seat.watch.check(&[]).unwrap();
}
