//! What an endpoint says about its answer to the layers and the platforms that pass it on. No client sees it.

/// Marks the answer of a request that every open page repeats twice a minute: its line is for debugging only.
/// Written at `info`, these lines would cost more than the requests themselves.
#[derive(Clone, Copy, Debug)]
pub struct LogAtDebug;

/// Marks a file that may be too large for memory: a platform passes it on piece by piece, or says that it cannot,
/// and leaves its bytes as they are.
#[derive(Clone, Copy, Debug)]
pub struct Streamed;
