//! Charts as SVG, drawn by the server.

mod chart;
mod column;
mod column_chart;
mod column_scale;
mod row_chart;
mod session_charts;

pub(crate) use self::chart::Chart;
pub(crate) use self::session_charts::charts;
