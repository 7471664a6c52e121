//! The use cases, the roles and the one gate.
