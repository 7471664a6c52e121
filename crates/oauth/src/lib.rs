//! OAuth 2 as sans-IO state machines: request out, response in.
