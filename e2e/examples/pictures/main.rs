//! Takes the pictures of the README and `docs/`: `cargo xtask pictures` builds what it needs and names the folder.

mod staff;
mod student;
mod zoom;

use std::path::PathBuf;

use anyhow::{Context, Result};
use e2e::{Chromium, Device, Person, School, Tab, announce};

/// A school, a browser, and where the pictures go.
struct Studio {
    school: School,
    chromium: Chromium,
    folder: PathBuf,
}

/// Width and height, and `light` or `dark`.
type Look = (i64, i64, &'static str);

impl Studio {
    async fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let school = Box::pin(School::start()).await?;

        Ok(Self {
            school,
            chromium: Chromium::start(&[]).await?,
            folder,
        })
    }

    /// Opens a page in a profile of its own, of somebody who is signed in or of nobody.
    async fn visit(&self, person: Option<Person>, path: &str, look: Look) -> Result<Tab> {
        let tab = Tab::open(
            &self.chromium,
            &self.chromium.context().await?,
            Device::Desktop,
            None,
        )
        .await?;

        if let Some(person) = person {
            self.school.seat(&tab, person).await?;
        }

        let (width, height, scheme) = look;
        tab.look_like(width, height, scheme).await?;
        tab.go(&self.school.url(path)).await?;
        tab.wait_for("document.readyState === 'complete' && document.querySelector('h1') !== null")
            .await?;

        Ok(tab)
    }

    async fn take(&self, tab: &Tab, name: &str) -> Result<()> {
        let path = self.folder.join(format!("{name}.png"));
        std::fs::write(&path, tab.picture().await?)?;
        announce(&format!("took {}", path.display()));

        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .context("name the folder of the pictures")?;
    let folder = PathBuf::from(folder);
    let studio = Studio::open(folder.clone()).await?;
    staff::take(&studio).await?;
    zoom::take(&studio).await?;

    // Another school: the first one has lost the students of tests.
    student::take(&Studio::open(folder).await?).await
}
