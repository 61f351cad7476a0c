//! Finds the programs and packages that the browser tests need.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{target_folder, workspace};
use crate::install::CHROMIUM;
use crate::tools;

/// Finds the browser. Returns the variables that name it and the development server to the tests.
pub(crate) fn programs() -> Result<[(&'static str, PathBuf); 2]> {
    let [chromium] = CHROMIUM.find_or_install()?;
    Ok([
        ("TEST_CHROMIUM", chromium),
        ("TEST_LOCAL", target_folder()?.join("debug/local")),
    ])
}

/// Finds the browser and the tools that check pages. Returns the variables that name them to the tests.
pub(crate) fn environment() -> Result<Vec<(&'static str, PathBuf)>> {
    let modules = tools::npm("browser", &workspace().join("e2e/tools"))?.join("node_modules");
    let checkers = [
        ("TEST_AXE", modules.join("axe-core/axe.min.js")),
        ("TEST_LIGHTHOUSE", modules.join("lighthouse/cli/index.js")),
        ("TEST_NEXT_AUTH", modules.join("next-auth")),
        (
            "TEST_HTML_VALIDATE",
            modules.join("html-validate/bin/html-validate.mjs"),
        ),
    ];

    Ok(programs()?.into_iter().chain(checkers).collect())
}
