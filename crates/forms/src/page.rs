//! The page as the planner reads it: the same facts as the snapshot on the wire, in a type of this room's own.

/// A page with forms on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Address of the page.
    pub url: String,
    /// Title of the document.
    pub title: String,
    /// Language of the document, a BCP 47 tag or empty.
    pub language: String,
    /// WordPress' name of the administration page; empty elsewhere.
    pub screen: String,
    /// Slugs of WordPress plugins that load something into the page.
    pub plugins: Vec<String>,
    /// Captions of tabs that are open.
    pub tabs: Vec<String>,
    /// Hosts of links in the page, outside of its menus.
    pub links: Vec<String>,
    /// Headings, in order.
    pub headings: Vec<String>,
    /// Form controls, in document order. A control is spoken of by its place in this list.
    pub controls: Vec<Control>,
    /// Frames that are no part of `controls`.
    pub frames: Vec<Frame>,
}

/// A frame in the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Origin of its document, empty where there is none.
    pub origin: String,
    /// Whether it shares the page's origin.
    pub same_origin: bool,
    /// Whether it is large enough to hold a form.
    pub visible: bool,
    /// Fields seen in a same-origin frame.
    pub controls: usize,
    /// Headings and labels in a same-origin frame.
    pub words: Vec<String>,
}

/// One form control.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Control {
    /// `name`, empty without.
    pub name: String,
    /// `id`, empty without.
    pub id: String,
    /// `data-name`, empty without.
    pub data_name: String,
    /// `input`, `select`, `textarea`, `editable`, or `list` for one that a script draws.
    pub tag: String,
    /// `input.type` as the browser reads it; empty counts as text.
    pub kind: String,
    /// `autocomplete`, empty without.
    pub autocomplete: String,
    /// Words of its label.
    pub label: String,
    /// Words beside it where there is no label.
    pub beside: String,
    /// The nearest heading or legend above it.
    pub section: String,
    /// The headings that this one stands under, nearest first.
    pub outline: Vec<String>,
    /// What stands between that heading and its first control.
    pub intro: String,
    /// Hosts of links there.
    pub intro_links: Vec<String>,
    /// Name of the dialog, tab, card or fold that it stands in.
    pub group: String,
    /// `placeholder`.
    pub placeholder: String,
    /// Help text.
    pub help: String,
    /// Hosts of links in its row.
    pub links: Vec<String>,
    /// `data-*` names and classes.
    pub hints: String,
    /// Place of its form in the document; -1 outside any form.
    pub form: i32,
    /// Path that its form is sent to.
    pub action: String,
    /// Options of a select, or of a group of radio buttons at its first one.
    pub options: Vec<Choice>,
    /// `empty`, `masked` or `filled`.
    pub state: String,
    /// Can be seen.
    pub visible: bool,
    /// Why it cannot be seen, a word.
    pub unseen: String,
    /// `disabled`.
    pub disabled: bool,
    /// `readonly`.
    pub readonly: bool,
    /// Words of the button that sends its form.
    pub submit: String,
}

/// One choice of a select.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// `value`.
    pub value: String,
    /// Words.
    pub text: String,
    /// Chosen now.
    pub selected: bool,
}

impl Control {
    /// Whether text can be typed into it.
    pub(crate) fn is_text(&self) -> bool {
        match self.tag.as_str() {
            "textarea" | "editable" => true,
            "select" | "list" => false,
            _ => matches!(self.kind.as_str(), "" | "text" | "password" | "email" | "url" | "tel" | "search" | "number"),
        }
    }

    /// Whether one of several is chosen in it: a select, or the first of a group of radio buttons.
    pub(crate) fn is_select(&self) -> bool {
        self.tag == "select" || (self.kind == "radio" && !self.options.is_empty())
    }

    /// Whether it can be seen and used.
    pub(crate) fn usable(&self) -> bool {
        self.visible && !self.disabled && !self.readonly
    }

    /// What a person calls it: the first of its words that says anything.
    #[must_use]
    pub fn called(&self) -> &str {
        [&self.label, &self.beside, &self.placeholder, &self.name, &self.id]
            .into_iter()
            .map(|words| words.trim())
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    }
}
