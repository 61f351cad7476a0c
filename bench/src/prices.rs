//! Price lists, in USD, read in November 2026. Beyond what plans and free tiers include; check them before
//! deciding anything.

/// Stands beside the tables.
pub(crate) const DATED: &str = "Prices as read in November 2026 (AWS us-east-1, x86; Vercel Pro, iad1), without free tiers and fees of plans.";

pub(crate) mod aws {
    /// AWS Lambda pricing: a million requests.
    pub(crate) const MILLION_REQUESTS: f64 = 0.20;
    /// AWS Lambda pricing: x86, first tier; time is rounded up to whole milliseconds.
    pub(crate) const GB_SECOND: f64 = 0.000_016_666_7;
    /// AWS Lambda developer guide: at 1,769 MB a function has one whole processor, below that its share.
    pub(crate) const GB_OF_A_WHOLE_PROCESSOR: f64 = 1.769;
    /// The memory that `template.yaml` gives a function.
    pub(crate) const MEMORY_GB: f64 = 0.25;
    /// Amazon API Gateway pricing, HTTP APIs: a million requests, of the first 300 million a month ..
    pub(crate) const GATEWAY_MILLION: f64 = 1.00;
    pub(crate) const GATEWAY_FIRST: f64 = 300e6;
    /// .. and beyond them.
    pub(crate) const GATEWAY_MILLION_BEYOND: f64 = 0.90;
    /// A request counts once for every begun 512 KB.
    pub(crate) const GATEWAY_UNIT_BYTES: f64 = 512.0 * 1_024.0;
    /// Amazon `CloudWatch` pricing: logs of functions, first tier; keeping them comes on top.
    pub(crate) const GB_OF_LOGS: f64 = 0.50;
    /// Amazon EC2 pricing, data transfer to the internet, first 10 TB.
    pub(crate) const GB_OUT: f64 = 0.09;
}

pub(crate) mod vercel {
    /// Vercel documentation, Fluid compute pricing: a million invocations.
    pub(crate) const MILLION_INVOCATIONS: f64 = 0.60;
    /// The same, iad1: an hour of active CPU.
    pub(crate) const CPU_HOUR: f64 = 0.128;
    /// The same, iad1: a GB of memory for an hour.
    pub(crate) const GB_HOUR: f64 = 0.0106;
    /// Vercel documentation, function memory: what an instance has unless a project says otherwise.
    pub(crate) const MEMORY_GB: f64 = 2.0;
    /// Vercel, "Improved infrastructure pricing" (2024) and regional pricing of iad1: a million requests.
    pub(crate) const MILLION_EDGE_REQUESTS: f64 = 2.00;
    /// The same: Fast Data Transfer.
    pub(crate) const GB_OUT: f64 = 0.15;
    /// The same: Fast Origin Transfer, between the edge and functions.
    pub(crate) const GB_FROM_ORIGIN: f64 = 0.06;
}
