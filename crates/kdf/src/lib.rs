//! Argon2id in a wasm instance of its own that is thrown away afterwards.
