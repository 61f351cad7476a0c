//! A page as a test reads it: by selectors, and by the text that a person sees.

use regex::Regex;
use tl::{NodeHandle, ParserOptions, VDom};

/// A page, or one element of it with all that it contains.
#[derive(Clone, Debug)]
pub(crate) struct Html {
    source: String,
}

impl Html {
    pub(crate) fn of(source: &str) -> Self {
        let source = source.to_owned();
        Self { source }
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The parser would take a `<` of a script for the start of an element.
    fn without_scripts(&self) -> String {
        let scripts = Regex::new("(?s)<(script|style)[ >].*?</(script|style)>").unwrap();
        scripts.replace_all(&self.source, "").into_owned()
    }

    /// The elements that fit a selector such as `#list .card [data-id=1]`, outer ones first. Each step is a tag, an
    /// id, classes or attributes. The element itself may fit too.
    pub(crate) fn all(&self, selector: &str) -> Vec<Self> {
        let mut found = vec![self.clone()];
        for step in selector.split(' ') {
            found = found.iter().flat_map(|part| part.matching(step)).collect();
        }

        found
    }

    fn matching(&self, step: &str) -> Vec<Self> {
        let source = self.without_scripts();
        let page = tl::parse(&source, ParserOptions::default()).unwrap();
        let found = page.query_selector(step).expect("a selector");
        found.map(|node| Self::of(&outer(&page, node))).collect()
    }

    /// The first element that fits.
    #[track_caller]
    pub(crate) fn part(&self, selector: &str) -> Self {
        let found = self.all(selector).into_iter().next();
        found.unwrap_or_else(|| panic!("no {selector} in {}", self.source))
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The text of every element that fits.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(Self::text).collect()
    }

    /// An attribute of the element.
    #[track_caller]
    pub(crate) fn attribute(&self, name: &str) -> String {
        let source = self.without_scripts();
        let page = tl::parse(&source, ParserOptions::default()).unwrap();
        let element = page.nodes().iter().find_map(|node| node.as_tag());
        let value = element.and_then(|element| element.attributes().get(name).flatten());

        let value = value.unwrap_or_else(|| panic!("no {name} at {}", self.source));
        decode(&value.as_utf8_str())
    }

    /// What a person reads, with single spaces.
    pub(crate) fn text(&self) -> String {
        let source = self.without_scripts();
        let page = tl::parse(&source, ParserOptions::default()).unwrap();
        let mut text = String::new();

        for node in page.children() {
            text.push_str(&node.get(page.parser()).unwrap().inner_text(page.parser()));
        }

        let text = decode(&text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts that a person reads each of these texts.
    #[track_caller]
    pub(crate) fn expect_texts(&self, texts: &[&str]) {
        let read = self.text();
        for text in texts {
            assert!(read.contains(text), "no \"{text}\" in {}", self.source);
        }
    }

    /// Asserts that these texts stand nowhere: not in what a person reads, nor in the source.
    #[track_caller]
    pub(crate) fn expect_no_texts(&self, texts: &[&str]) {
        let read = self.text();
        for text in texts {
            let is_there = read.contains(text) || self.source.contains(text);
            assert!(!is_there, "\"{text}\" in {}", self.source);
        }
    }
}

/// The source of an element.
fn outer(page: &VDom<'_>, node: NodeHandle) -> String {
    let tag = node.get(page.parser()).and_then(|node| node.as_tag());
    tag.expect("an element").raw().as_utf8_str().into_owned()
}

/// Resolves the references that the templates write.
fn decode(text: &str) -> String {
    let references = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ];

    references
        .iter()
        .fold(text.to_owned(), |text, (reference, character)| {
            text.replace(reference, character)
        })
}
