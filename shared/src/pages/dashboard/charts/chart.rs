//! What every chart is made of: an SVG drawing of bars with titles, and the same figures as a table.

/// A chart. Its drawing is [`WIDTH`] by `height`.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What the table holds, in some words.
    pub(crate) summary: String,
    pub(crate) height: i64,
    pub(crate) bars: Vec<Bar>,
    pub(crate) labels: Vec<Label>,
    pub(crate) lines: Vec<GridLine>,
    /// Classes of the style sheet and what they mean.
    pub(crate) legend: Vec<(&'static str, &'static str)>,
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Chart {
    /// Returns the width of the drawing.
    #[expect(clippy::unused_self, reason = "the template calls it")]
    pub(crate) fn width(&self) -> i64 {
        WIDTH
    }
}

/// Width of every drawing.
pub(crate) const WIDTH: i64 = 420;
/// Space above the bars.
pub(crate) const TOP: i64 = 10;

/// A rectangle. Its numbers have one decimal, so that the drawing's text is the same on every machine.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) title: String,
}

/// A text in the drawing.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) x: String,
    pub(crate) y: String,
    /// `text-anchor`.
    pub(crate) anchor: &'static str,
    pub(crate) text: String,
}

/// A horizontal line.
#[derive(Debug)]
pub(crate) struct GridLine {
    /// Where it begins; it ends at the drawing's end.
    pub(crate) x: i64,
    pub(crate) y: String,
}

/// Writes tenths of a unit as SVG takes them.
pub(crate) fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}
