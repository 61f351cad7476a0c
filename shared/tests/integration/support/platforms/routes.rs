//! The routes that `vercel build` wrote, gone through as the platform does.

use std::fs;
use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, HeaderName, StatusCode};
use regex::{Captures, Regex};
use serde_json::Value;

/// Where a path leads.
pub(super) enum Target {
    Static(PathBuf),
    /// A function's folder, and what the route adds to the query.
    Function(String, Option<String>),
    Status(StatusCode),
}

pub(super) struct Routes {
    output: PathBuf,
    routes: Vec<Value>,
}

impl Routes {
    /// Reads what `vercel build` left in `output`.
    pub(super) fn read(output: &Path) -> Self {
        let config =
            fs::read_to_string(output.join("config.json")).expect("`vercel build` ran before");
        let config: Value = serde_json::from_str(&config).unwrap();

        Self {
            output: output.to_owned(),
            routes: config["routes"].as_array().unwrap().clone(),
        }
    }

    /// Finds where a path leads, and the headers that the routes on the way add.
    pub(super) fn resolve(&self, path: &str) -> (Target, HeaderMap) {
        let mut headers = HeaderMap::new();
        for route in &self.routes {
            match route["handle"].as_str() {
                None => {}
                Some("filesystem") => match self.file(path, None) {
                    Some(target) => return (target, headers),
                    None => continue,
                },
                // What follows is for static pages.
                Some(_) => break,
            }

            let Some(source) = route["src"].as_str() else {
                continue;
            };
            let source = Regex::new(source).unwrap();
            let Some(found) = source.captures(path) else {
                continue;
            };

            for (name, value) in route["headers"].as_object().into_iter().flatten() {
                let name: HeaderName = name.parse().unwrap();
                headers.insert(name, value.as_str().unwrap().parse().unwrap());
            }

            if let Some(target) = self.target(route, &found) {
                return (target, headers);
            }
        }

        (Target::Status(StatusCode::NOT_FOUND), headers)
    }

    /// What a route that fits leads to; `None` where it only adds headers, or names no file.
    fn target(&self, route: &Value, found: &Captures<'_>) -> Option<Target> {
        if let Some(status) = route["status"].as_u64() {
            let status = StatusCode::from_u16(u16::try_from(status).unwrap()).unwrap();
            return Some(Target::Status(status));
        }

        let mut filled = String::new();
        found.expand(route["dest"].as_str()?, &mut filled);

        match filled.split_once('?') {
            Some((path, query)) => self.file(path, Some(query)),
            None => self.file(&filled, None),
        }
    }

    /// A static file, or a function at exactly this path.
    fn file(&self, path: &str, query: Option<&str>) -> Option<Target> {
        let path = path.trim_matches('/');
        let file = self.output.join("static").join(path);
        if file.is_file() {
            return Some(Target::Static(file));
        }

        let function = self.output.join("functions").join(format!("{path}.func"));
        function
            .is_dir()
            .then(|| Target::Function(path.to_owned(), query.map(str::to_owned)))
    }
}
