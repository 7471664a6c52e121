//! Text and page context in, candidate credentials out.
