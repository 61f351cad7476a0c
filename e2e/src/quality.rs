//! The checks that every page must pass at each width, in the light and in the dark.

use std::process::Command;

use anyhow::{Result, anyhow, ensure};
use base64ct::{Base64, Encoding};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::page::CaptureScreenshotParams;

use crate::{Tab, skip, variable};

const TAGS: &str = r#"["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]"#;

/// Judges pages by their layout and, where `TEST_AXE` names axe-core's script, by that.
#[derive(Debug)]
pub struct Judge {
    axe: Option<String>,
}

impl Judge {
    /// Reads axe-core, or says that it is missing.
    pub fn appoint() -> Result<Self> {
        let axe = variable("TEST_AXE")
            .map(std::fs::read_to_string)
            .transpose()?;

        if axe.is_none() {
            skip("axe-core (TEST_AXE is not set; `cargo xtask test --only browser` gets it)");
        }

        Ok(Self { axe })
    }

    /// Looks at a page on a phone and on a desktop, light and dark.
    pub async fn look(&self, tab: &Tab) -> Result<()> {
        if let Some(axe) = &self.axe {
            tab.driver().evaluate(axe.as_str()).await?;
        }

        for width in [360, 1280] {
            for scheme in ["light", "dark"] {
                tab.look_like(width, 800, scheme).await?;
                let case = format!("{width} px, {scheme}");
                let spare: i64 = tab
                    .evaluate("document.documentElement.scrollWidth - innerWidth")
                    .await?;

                ensure!(spare <= 0, "{case}: {spare} px too wide");
                if self.axe.is_some() {
                    let violations = violations(tab).await?;
                    ensure!(violations.is_empty(), "{case}: axe finds {violations:#?}");
                }
            }
        }

        Ok(())
    }
}

impl Tab {
    /// Gives the tab a size, and its person a taste: `light` or `dark`.
    pub async fn look_like(&self, width: i64, height: i64, scheme: &str) -> Result<()> {
        self.driver()
            .execute(SetDeviceMetricsOverrideParams::new(
                width, height, 1.0, false,
            ))
            .await?;

        let feature = MediaFeature::new("prefers-color-scheme", scheme);
        let media = SetEmulatedMediaParams::builder().feature(feature).build();
        self.driver().execute(media).await?;

        Ok(())
    }

    /// Returns what is seen of the page, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        // The driver's own way would take back the width that was set.
        let picture = self
            .driver()
            .execute(CaptureScreenshotParams::default())
            .await?;
        Base64::decode_vec(picture.data.as_ref()).map_err(|error| anyhow!(error))
    }
}

async fn violations(tab: &Tab) -> Result<Vec<String>> {
    let run = format!(
        "async () => (await axe.run(document, {{ runOnly: {TAGS} }})).violations.map(
           (one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))"
    );
    Ok(tab.driver().evaluate_function(run).await?.into_value()?)
}

/// Demands of pages, each with a name, that html-validate finds nothing. `TEST_HTML_VALIDATE` names its program.
pub fn validate(pages: &[(String, String)]) -> Result<()> {
    let Some(program) = variable("TEST_HTML_VALIDATE") else {
        skip(
            "html-validate (TEST_HTML_VALIDATE is not set; `cargo xtask test --only browser` gets it)",
        );

        return Ok(());
    };
    let folder = tempfile::tempdir()?;

    for (name, html) in pages {
        std::fs::write(folder.path().join(format!("{name}.html")), html)?;
    }

    let rules = r#"{ "root": true, "extends": ["html-validate:recommended"] }"#;
    std::fs::write(folder.path().join(".htmlvalidate.json"), rules)?;

    let found = Command::new("node")
        .arg(program)
        .arg(folder.path())
        .current_dir(folder.path())
        .output()?;

    ensure!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stdout)
    );

    Ok(())
}
