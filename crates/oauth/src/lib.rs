//! OAuth 2 for a public client as plain data and pure steps: request out, response in.
//!
//! In: a recipe's [`OAuth`](keyfob_recipes::OAuth) block, random bytes, the redirected address, an HTTP answer.
//! Out: the authorization URL, a token [`Request`], [`Tokens`]. Between two steps stands [`Pending`], plain data that
//! survives a killed worker. This room must never send, wait, read a clock or hold a client secret in a URL.

mod pending;
mod pkce;
mod tokens;

pub use pending::{Authorization, Pending, Request};
pub use pkce::{ENTROPY, challenge};
pub use tokens::{Tokens, tokens};

use thiserror::Error;

/// Why a connection could not be made. The texts are for developers; people read the message of [`OauthError::code`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OauthError {
    /// The address is not the one that was asked for.
    #[error("the address is not the redirect address of this connection")]
    Redirect,
    /// `state` is missing or not ours (RFC 6749 section 10.12).
    #[error("the answer does not belong to this connection")]
    State,
    /// `iss` is not the announced issuer (RFC 9207).
    #[error("the answer comes from another authorization server")]
    Issuer,
    /// The person or the provider said no (RFC 6749 section 4.1.2.1).
    #[error("the provider answered {0}")]
    Denied(String),
    /// The token endpoint refused the client: wrong id, or an app made with a secret (RFC 6749 section 5.2).
    #[error("the provider does not accept this app without a secret")]
    Client,
    /// The token endpoint refused the code or the refresh token (RFC 6749 section 5.2).
    #[error("the provider does not accept the code any more")]
    Grant,
    /// The answer is not what RFC 6749 section 5 describes.
    #[error("the provider's answer was not understood (status {0})")]
    Server(u16),
}

impl OauthError {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Redirect => "oauth-redirect",
            Self::State | Self::Issuer => "oauth-state",
            Self::Denied(_) => "oauth-denied",
            Self::Client => "oauth-client",
            Self::Grant | Self::Server(_) => "oauth-server",
        }
    }
}
