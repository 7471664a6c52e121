//! What can go wrong on the way to a token, each with a word of its own.

use thiserror::Error;

/// Why a connection could not be made or kept. The texts are for developers; people read the sentence that belongs to
/// [`OauthError::code`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OauthError {
    /// The address is not the one that was asked for.
    #[error("the address is not the redirect address of this connection")]
    Redirect,
    /// Only a code was pasted: without `state` nobody knows whose it is.
    #[error("a code without the address it stood in")]
    BareCode,
    /// The answer stands behind `#`: the app is set to the implicit flow, which is not used (RFC 9700 section 2.1.2).
    #[error("the answer stands in the fragment of the address")]
    Fragment,
    /// `state` is missing or not ours (RFC 6749 section 10.12).
    #[error("the answer does not belong to this connection")]
    State,
    /// A parameter stands twice (RFC 6749 section 3.1).
    #[error("a parameter of the answer stands twice")]
    Duplicate,
    /// `iss` is not the announced issuer (RFC 9207).
    #[error("the answer comes from another authorization server")]
    Issuer,
    /// The address is ours and holds neither a code nor an error.
    #[error("the address holds no code")]
    NoCode,
    /// The person said no (`access_denied`, RFC 6749 section 4.1.2.1, RFC 8628 section 3.5).
    #[error("access was not allowed")]
    Denied,
    /// The provider said no with this word of RFC 6749 section 4.1.2.1 or 5.2.
    #[error("the provider answered {0}")]
    Refused(String),
    /// The app is not set up for this way of connecting (`unauthorized_client`, `unsupported_grant_type`).
    #[error("this app may not connect in this way")]
    Flow,
    /// A client without a secret was refused: the app was made with one, or the client id is wrong (`invalid_client`).
    #[error("the provider does not accept this app without a secret")]
    SecretMissing,
    /// A client with a secret was refused: the secret was made anew or is wrong (`invalid_client`).
    #[error("the provider does not accept this app's secret")]
    SecretRefused,
    /// The code was used already, is too old, or was issued for another address (`invalid_grant`).
    #[error("the provider does not accept the code any more")]
    Grant,
    /// The refresh token was revoked, has expired or was replaced (`invalid_grant`): the person connects again.
    #[error("the provider does not accept the refresh token any more")]
    ConnectAgain,
    /// The code on the other device was not entered in time (`expired_token`, RFC 8628 section 3.5).
    #[error("the device code has expired")]
    DeviceExpired,
    /// The provider has no device flow.
    #[error("the provider has no device flow")]
    NoDevice,
    /// The account's API host is not one of the provider's.
    #[error("the provider named an API address that is not its own")]
    Endpoint,
    /// The provider asks to come back later: 429, 5xx, `temporarily_unavailable`, `server_error`.
    #[error("the provider is busy")]
    Busy,
    /// The answer is not what the specification describes.
    #[error("the provider's answer was not understood (status {0})")]
    NotUnderstood(u16),
    /// No network; nothing was sent.
    #[error("no network")]
    Offline,
    /// No answer came, or the connection broke: it is not known whether the provider acted.
    #[error("no answer")]
    Lost,
}

impl OauthError {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Redirect => "oauth-redirect",
            Self::BareCode => "oauth-bare-code",
            Self::Fragment => "oauth-fragment",
            Self::State => "oauth-state",
            Self::Duplicate => "oauth-duplicate",
            Self::Issuer => "oauth-issuer",
            Self::NoCode => "oauth-no-code",
            Self::Denied => "oauth-denied",
            Self::Refused(_) => "oauth-refused",
            Self::Flow => "oauth-flow",
            Self::SecretMissing => "oauth-client",
            Self::SecretRefused => "oauth-secret",
            Self::Grant => "oauth-code",
            Self::ConnectAgain => "oauth-connect-again",
            Self::DeviceExpired => "oauth-device-expired",
            Self::NoDevice => "oauth-no-device",
            Self::Endpoint => "oauth-endpoint",
            Self::Busy => "oauth-busy",
            Self::NotUnderstood(_) => "oauth-server",
            Self::Offline => "oauth-offline",
            Self::Lost => "oauth-slow",
        }
    }
}
