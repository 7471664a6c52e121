//! Reasons: a code for the surfaces that translate, and a full English sentence for the command line.

/// Every code with its English sentence; `$1`, `$2` … stand for the arguments. The message files hold each as
/// `why_<code>`.
pub const CODES: &[(&str, &str)] = &[
    // Why a kind is asked for.
    ("ask_recipe", "$1 is known to want this: $2."),
    ("ask_pair", "The form has fields for $1, which together make a $2."),
    ("ask_single", "The form has a field for $1 and names $2."),
    (
        "ask_v2",
        "The form wants an API key and an access token: that is Constant Contact V2. A V3 key does not work here.",
    ),
    (
        "ask_v3",
        "The form wants an API key and a secret: that is Constant Contact V3. A V2 key and token do not work here.",
    ),
    ("ask_learned", "You taught Keyfob that this form wants this: $1."),
    // Why a control gets a field.
    ("fill_recipe", "$1 calls this field \"$2\" and it takes the $3."),
    ("fill_label", "The label says \"$1\" and $2 is named $3."),
    ("fill_name", "The field is named \"$1\" and $2 is named $3."),
    ("fill_learned", "You taught Keyfob that \"$1\" takes the $2."),
    // Why a control is left alone.
    ("learned_alone", "You taught Keyfob to leave this alone."),
    (
        "learned_partial",
        "The form you taught wants \"$1\" as well, and that cannot be filled now: nothing is filled by halves.",
    ),
    ("not_a_credential", "This is not a field for a credential."),
    ("not_text", "Nothing can be typed here."),
    ("unseen", "This field cannot be seen on the page."),
    ("unseen_transparent", "This field is on the page, but it is invisible."),
    ("unseen_tiny", "This field is on the page, but too small to be seen."),
    ("unseen_offscreen", "This field lies outside the page."),
    ("unseen_covered", "Something lies over this field."),
    ("disabled", "This field is switched off; it may have to be cleared or enabled on the page first."),
    ("readonly", "This field can only be read."),
    ("by_constant", "This field is locked: $1 in wp-config.php may set it."),
    ("look_alike_host", "The site $1 is named like the provider but is not the provider's. Nothing is filled there."),
    ("login", "This is the site's own login, not a field for an API credential."),
    ("profile", "This is a password of the site's own users."),
    ("nickname", "This is a name of your own choice, not part of the credential."),
    ("address", "This address is for copying out or points elsewhere; it is not part of the credential."),
    ("other_id", "This is an id of a list, form or the like, not part of the credential."),
    ("webhook", "This takes the webhook's own secret, which is another credential."),
    ("one_time_code", "This takes a one-time code from the provider's connect page; such codes are not kept."),
    ("left_alone", "$1 keeps its own setting here."),
    ("portal", "This is the provider's own page; credentials are read here, not filled."),
    ("no_provider", "This looks like a field for $1, but nothing near it says whose."),
    ("several_providers", "This looks like a field for $1, but several providers are named near it."),
    ("kind_unclear", "$1 has several sorts of credentials, and the form does not show which one it wants."),
    ("no_field", "No credential of $1 has a part that belongs here."),
    ("unsure", "This may be the $1 of $2, but it is not sure enough to fill."),
    ("no_credential", "This wants a $1, and there is none in the vault yet."),
    ("wrong_kind", "This wants a $1; the $2 that is there does not work here."),
    ("field_missing", "The credential at hand has no $1."),
    (
        "recipe_partial",
        "$1 is known to want $2 as well, and that field is not on the page: nothing is filled by halves.",
    ),
    ("test_mode", "This is the test mode's field; the credential at hand is for live use."),
    // Why nothing can be filled.
    (
        "learned_changed",
        "$1 has changed since you taught it: \"$2\" is not there any more. Nothing is filled until you teach it again.",
    ),
    (
        "fields_unseen",
        "This page has a field for a credential, but it cannot be seen, and such a field is never filled.",
    ),
    ("nothing_to_fill", "Nothing on this page asks for an API credential."),
    (
        "cross_origin_frame",
        "The form is inside a frame from $1, and Keyfob fills only the page itself. Open $1 in its own tab.",
    ),
    ("same_origin_frame", "The form is inside a frame. Open the frame in its own tab to fill it."),
    (
        "same_origin_frame_wants",
        "The form is inside a frame and asks for this: $1. Open the frame in its own tab to fill it.",
    ),
    ("oauth_only", "This page connects to $1 by logging in there. It takes no key, so there is nothing to fill."),
    (
        "fields_missing",
        "This is a page of $1, but its key fields are not shown now. Choose the service or open the account dialog first.",
    ),
];

/// A reason: a code of [`CODES`] and what is put into its sentence. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// A code of [`CODES`]; the message `why_<code>` holds the translation.
    pub code: &'static str,
    /// What is put into the sentence, in order.
    pub args: Vec<Arg>,
}

/// What is put into a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Words of the page, or English ones.
    Text(String),
    /// A kind of credential, by its id.
    Kind(&'static str),
    /// A part of a kind of credential: the kind's id, and its name.
    Part(&'static str, String),
}

impl Arg {
    /// The words; of what a recipe names, in a language that recipes are written in, or else in English.
    #[must_use]
    pub fn words(&self, language: &str) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Kind(id) => kind_name(id, language),
            Self::Part(kind, part) => part_name(kind, part, language),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Why {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    pub(crate) fn with<T: Into<Arg>>(code: &'static str, args: impl IntoIterator<Item = T>) -> Self {
        Self { code, args: args.into_iter().map(Into::into).collect() }
    }

    /// The whole sentence in English.
    #[must_use]
    pub fn english(&self) -> String {
        let template = CODES.iter().find(|(code, _)| *code == self.code).map_or(self.code, |(_, english)| *english);
        let mut sentence = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            sentence.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)) else {
                sentence.push('$');
                continue;
            };
            rest = &rest[1..];
            let place = usize::try_from(digit).unwrap_or(0);
            if let Some(arg) = place.checked_sub(1).and_then(|place| self.args.get(place)) {
                sentence.push_str(&arg.words("en"));
            }
        }
        sentence.push_str(rest);
        sentence
    }
}

/// The provider's name as the provider writes it, or the slug of one that is not known.
pub(crate) fn provider_name(slug: &str) -> &str {
    keyfob_recipes::provider(slug).map_or(slug, |provider| provider.name)
}

/// "Mailchimp API key": what a person calls a kind.
fn kind_name(id: &str, language: &str) -> String {
    keyfob_recipes::kind(id).map_or_else(
        || id.to_owned(),
        |(provider, kind)| {
            let name = kind.name.get(language);
            if name.starts_with(provider.name) { name.to_owned() } else { format!("{} {name}", provider.name) }
        },
    )
}

/// "API key": what a person calls a part of a kind.
fn part_name(kind: &str, part: &str, language: &str) -> String {
    keyfob_recipes::kind(kind)
        .and_then(|(_, kind)| kind.parts().find(|of| of.name == part))
        .map_or_else(|| part.replace('_', " "), |of| of.label.get(language).to_owned())
}
