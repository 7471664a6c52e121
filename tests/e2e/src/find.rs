//! How an element is found: by what a screen reader says of it, by its test id, or by a selector.

use std::fmt;

use serde_json::{Value, json};

use crate::error::Result;
use crate::surface::devtools::Page;

/// A description of one element; the first that fits is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// ARIA role and the whole accessible name.
    Role(String, String),
    /// ARIA role and a part of the accessible name.
    RoleLike(String, String),
    /// The whole accessible name, with whichever role: a field by its label.
    Label(String),
    /// `data-testid`.
    TestId(String),
    /// A CSS selector in the document's light tree.
    Css(String),
}

impl Find {
    /// By role and whole accessible name.
    #[must_use]
    pub fn role(role: &str, name: &str) -> Self {
        Self::Role(role.to_owned(), name.to_owned())
    }

    /// By role and a part of the accessible name.
    #[must_use]
    pub fn role_like(role: &str, part: &str) -> Self {
        Self::RoleLike(role.to_owned(), part.to_owned())
    }

    /// A button by its whole name.
    #[must_use]
    pub fn button(name: &str) -> Self {
        Self::role("button", name)
    }

    /// A link by its whole name.
    #[must_use]
    pub fn link(name: &str) -> Self {
        Self::role("link", name)
    }

    /// A field by its label.
    #[must_use]
    pub fn label(name: &str) -> Self {
        Self::Label(name.to_owned())
    }

    /// By `data-testid`.
    #[must_use]
    pub fn testid(id: &str) -> Self {
        Self::TestId(id.to_owned())
    }

    /// By CSS selector.
    #[must_use]
    pub fn css(selector: &str) -> Self {
        Self::Css(selector.to_owned())
    }

    /// The same as data, for the script that looks in Firefox.
    pub(crate) fn described(&self) -> Value {
        match self {
            Self::Css(selector) => json!({ "css": selector }),
            Self::TestId(_) => json!({ "css": self.selector() }),
            Self::Role(role, name) => json!({ "role": role, "name": name }),
            Self::RoleLike(role, part) => json!({ "role": role, "part": part }),
            Self::Label(name) => json!({ "name": name }),
        }
    }

    /// The selector, where it is one.
    fn selector(&self) -> Option<String> {
        match self {
            Self::Css(selector) => Some(selector.clone()),
            Self::TestId(id) => Some(format!("[data-testid={}]", Value::from(id.as_str()))),
            Self::Role(..) | Self::RoleLike(..) | Self::Label(_) => None,
        }
    }

    /// DevTools' handle of the element, if there is one now. Accessible names are found in frames of the
    /// same origin and in closed shadow roots too; selectors are not.
    pub(crate) async fn object(&self, page: &Page) -> Result<Option<String>> {
        let Some(selector) = self.selector() else { return self.accessible(page).await };
        let ask = json!({ "expression": format!("document.querySelector({})", Value::from(selector)) });
        let answer = page.send("Runtime.evaluate", ask).await?;
        Ok(answer["result"]["objectId"].as_str().map(str::to_owned))
    }

    async fn accessible(&self, page: &Page) -> Result<Option<String>> {
        let document = page.send("DOM.getDocument", json!({ "depth": 0 })).await?;
        let mut ask = json!({ "backendNodeId": document["root"]["backendNodeId"] });
        let (role, name, part) = match self {
            Self::Role(role, name) => (Some(role), Some(name), None),
            Self::RoleLike(role, part) => (Some(role), None, Some(part)),
            Self::Label(name) => (None, Some(name), None),
            Self::TestId(_) | Self::Css(_) => (None, None, None),
        };
        if let Some(role) = role {
            ask["role"] = role.as_str().into();
        }
        if let Some(name) = name {
            ask["accessibleName"] = name.as_str().into();
        }
        let answer = page.send("Accessibility.queryAXTree", ask).await?;
        let found = answer["nodes"].as_array().into_iter().flatten().find(|node| {
            let said = node["name"]["value"].as_str().unwrap_or_default();
            // A label's own text bears the field's name too; the field is what is meant.
            let is_text = role.is_none() && ["StaticText", "LabelText", "InlineTextBox"].contains(&kind(node));
            node["ignored"] != true && !is_text && part.is_none_or(|part| said.contains(part.as_str()))
        });
        let Some(node) = found.map(|node| node["backendDOMNodeId"].clone()) else { return Ok(None) };
        let resolved = page.send("DOM.resolveNode", json!({ "backendNodeId": node })).await?;
        Ok(resolved["object"]["objectId"].as_str().map(str::to_owned))
    }
}

fn kind(node: &Value) -> &str {
    node["role"]["value"].as_str().unwrap_or_default()
}

impl fmt::Display for Find {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role, name) => write!(f, "{role} {name:?}"),
            Self::RoleLike(role, part) => write!(f, "{role} {part:?}…"),
            Self::Label(name) => write!(f, "{name:?}"),
            Self::TestId(id) => write!(f, "[{id}]"),
            Self::Css(selector) => f.write_str(selector),
        }
    }
}
