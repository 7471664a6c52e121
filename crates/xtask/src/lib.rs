//! The build tool of the house: from the workspace to an extension that a browser loads, and every
//! check on the way. What comes in: the crates, `extension/` and the pinned npm tools. What goes out:
//! `dist/chromium/`, `dist/firefox/`, their zips, tables on the terminal. It never downloads anything,
//! never writes outside `dist/` and the target folder, and holds no rule about credentials.

pub mod assemble;
pub mod bench;
pub mod checks;
pub mod manifest;
pub mod package;
pub mod sizes;
pub mod wasm;
pub mod workspace;
