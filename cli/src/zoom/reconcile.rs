//! `zoom reconcile`.

use std::process::ExitCode;

use session_tracking::app::{
    App, AskError, AskOutcome, ImportOutcome, LessonChange, MeetingToAsk, ZoomAskers, ZoomCalls,
    ask_zoom, list_meetings_to_ask, read_webhook_log,
};
use session_tracking::domain::{Day, ImportId, Period};
use session_tracking::zoom::ZoomApiError;

use super::failure;
use super::import_numbers::print_way_back;
use super::lessons::{net_changes, print_lessons};

#[derive(Debug, clap::Args)]
pub(super) struct Reconcile {
    /// The first day of the lessons, such as 2026-11-01
    #[arg(long, value_name = "DAY")]
    from: Day,
    /// Their last day
    #[arg(long, value_name = "DAY")]
    to: Day,
    /// Ask Zoom, show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What came of all questions.
#[derive(Default)]
struct Answers {
    lessons: Vec<LessonChange>,
    imports: Vec<ImportId>,
    notes: Vec<String>,
    /// Meetings about which Zoom refused to answer whoever asked.
    refused: Vec<(String, ZoomApiError)>,
}

/// Asks Zoom about lessons of which it told nothing, or not all.
pub(super) async fn reconcile(app: &App, arguments: &Reconcile) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        arguments.from <= arguments.to,
        "--from must not be after --to"
    );
    anyhow::ensure!(app.config.may_ask_zoom(), ZoomApiError::NoApp);

    // Zoom keeps the log for some days, and it may leave nothing to ask.
    if !arguments.dry_run && app.config.zoom_app.is_some() {
        read_log(app).await?;
    }

    let period = Period {
        first: arguments.from,
        last: arguments.to,
    };
    let meetings = Box::pin(list_meetings_to_ask(app, period)).await;
    let meetings = meetings.map_err(|error| failure(&error))?;
    if meetings.is_empty() {
        println!("These lessons leave nothing open that Zoom could tell: Zoom was not asked.");
        return Ok(ExitCode::SUCCESS);
    }

    let mut askers = ZoomAskers::load(app)
        .await
        .map_err(|error| failure(&error))?;
    let mut answers = Answers::default();
    let asked = answers
        .ask_all(app, &mut askers, &meetings, arguments.dry_run)
        .await;

    answers.print(app, arguments.dry_run);
    print_effort(&meetings, app.zoom.calls());

    asked?;
    Ok(ExitCode::SUCCESS)
}

/// Reads back what Zoom's webhooks could not deliver. Lists may be had without it.
async fn read_log(app: &App) -> anyhow::Result<()> {
    let calls = ZoomCalls::of_app(app);
    match Box::pin(read_webhook_log(app, app.zoom.as_app(&calls))).await {
        Ok(0) => {}
        Ok(1) => println!("1 event came back from the log of Zoom's webhooks."),
        Ok(events) => println!("{events} events came back from the log of Zoom's webhooks."),
        Err(error @ (AskError::Zoom(_) | AskError::Nobody)) => {
            println!("The log of Zoom's webhooks cannot be read: {error}.");
        }
        Err(AskError::Own(error)) => return Err(failure(&error)),
    }

    Ok(())
}

fn and_more(meetings: usize) -> String {
    match meetings {
        0 => String::new(),
        1 => " and 1 more".to_owned(),
        more => format!(" and {more} more"),
    }
}

fn print_effort(meetings: &[MeetingToAsk], calls: u64) {
    let lessons = match meetings.iter().map(|meeting| meeting.lessons).sum() {
        1_usize => "1 lesson".to_owned(),
        lessons => format!("{lessons} lessons"),
    };
    let calls = match calls {
        1 => "1 call".to_owned(),
        calls => format!("{calls} calls"),
    };

    println!("{lessons} in doubt, {calls} to Zoom.");
}

impl Answers {
    async fn ask_all(
        &mut self,
        app: &App,
        askers: &mut ZoomAskers<'_>,
        meetings: &[MeetingToAsk],
        is_dry_run: bool,
    ) -> anyhow::Result<()> {
        for (number, asked) in meetings.iter().enumerate() {
            let meeting = &asked.meeting;
            // Not among the results, which may be kept in a file.
            eprintln!(
                "Asking about meeting {meeting} ({} of {})",
                number + 1,
                meetings.len()
            );

            match Box::pin(ask_zoom(app, askers, asked, is_dry_run)).await {
                Ok(days) => self.add(meeting, days),
                Err(AskError::Nobody) => {
                    let nobody = AskError::Nobody;
                    self.notes.push(format!("Meeting {meeting}: {nobody}."));
                }
                Err(AskError::Zoom(error)) if error.is_about_meeting() => {
                    self.notes.push(format!("Meeting {meeting}: {error}."));
                }
                // Others may be asked about in somebody else's name.
                Err(AskError::Zoom(error)) if error.is_about_asker() => {
                    self.refused.push((meeting.clone(), error));
                }
                Err(AskError::Zoom(error)) => anyhow::bail!(
                    "stopped at meeting {meeting}: {error}\n  What was asked before is done; the same command again goes on"
                ),
                Err(AskError::Own(error)) => return Err(failure(&error)),
            }
        }

        match &self.refused[..] {
            [] => Ok(()),
            [(meeting, error), rest @ ..] => anyhow::bail!(
                "meeting {meeting}{} could not be asked about: {error}\n  What was asked is done; the same command again goes on",
                and_more(rest.len())
            ),
        }
    }

    fn add(&mut self, meeting: &str, days: Vec<(Day, AskOutcome)>) {
        if days.is_empty() {
            self.notes
                .push(format!("Meeting {meeting}: Zoom knows of no run of it."));
        }

        for (day, outcome) in days {
            let note = match outcome {
                AskOutcome::Answered(outcome) => self.add_import(outcome),
                AskOutcome::NothingTold => Some(
                    "Zoom lists nobody, or one person, which does not say that the others were absent"
                        .to_owned(),
                ),
                AskOutcome::EarlierStays(import) => Some(format!(
                    "Zoom lists some of the runs only, so import {} stays",
                    import.id
                )),
            };
            let note = note.map(|note| format!("Meeting {meeting}, {day}: {note}."));
            self.notes.extend(note);
        }
    }

    /// Adds what an import changed. Returns what else is to be said.
    fn add_import(&mut self, outcome: ImportOutcome) -> Option<String> {
        match outcome {
            ImportOutcome::AlreadyRead { lessons, .. } => {
                self.lessons.extend(lessons);
                Some("Zoom lists nothing new".to_owned())
            }
            ImportOutcome::Foreseen {
                replaced, lessons, ..
            } => {
                self.lessons.extend(lessons);
                let replaced = replaced.first()?;
                Some(format!("this would replace import {}", replaced.id))
            }
            ImportOutcome::Imported {
                imports,
                replaced,
                lessons,
                ..
            } => {
                self.lessons.extend(lessons);
                self.imports.extend(imports.iter().map(|import| import.id));
                let replaced = replaced.first()?;
                Some(format!("this replaces import {}", replaced.id))
            }
            ImportOutcome::NotCounted { imports, error } => {
                self.imports.extend(imports.iter().map(|import| import.id));
                Some(format!(
                    "imported, but the lessons are not counted yet ({:#}): the next sweep counts them",
                    failure(&error)
                ))
            }
            ImportOutcome::NothingMatched(_) => {
                Some("no lesson is about the runs that Zoom lists".to_owned())
            }
            ImportOutcome::Shifted(_) => {
                Some("Zoom's list contradicts its events in all times".to_owned())
            }
        }
    }

    fn print(self, app: &App, is_dry_run: bool) {
        if is_dry_run {
            println!("Nothing is changed yet. Zoom's answers would make of the lessons:\n");
        }

        let lessons = net_changes(self.lessons);
        if lessons.is_empty() {
            println!("No lesson changes.");
        } else {
            print_lessons(&lessons, app.calendar());
        }

        println!();
        for note in &self.notes {
            println!("{note}");
        }
        print_way_back(self.imports);
    }
}
