//! A learned form as a recipe file, as `crates/recipes/README.md` describes it, for everybody who has the same plugin.

use super::{Learned, LearnedField};
use core::fmt::{self, Write};

/// Why a learned form cannot be written as a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRecipe {
    /// It only says what is left alone.
    NothingFilled,
    /// The address of its page is not the same on every site.
    Page,
    /// This field has no name that is the same on every site.
    Nameless(String),
}

/// What the person does after the fill, in the languages of a recipe.
const AFTER: &str = r#"after = { en = "Save the page.", de = "Speichere die Seite.", es = "Guarda la página.", fr = "Enregistrez la page." }"#;

impl Learned {
    /// The name of the recipe file, without its ending: the plugin's slug, or one made of what names the page.
    #[must_use]
    pub fn slug(&self) -> String {
        let page = self.place.query.first().map_or("", |(_, value)| value);
        let slug = [&self.place.plugin, page, &self.name, &self.place.path].into_iter().map(slug);
        slug.into_iter().find(|slug| !slug.is_empty()).unwrap_or_else(|| "form".to_owned())
    }

    /// The recipe file. `seen` is the month in which it was taught, `YYYY-MM`. No value, site or client is in it.
    ///
    /// # Errors
    /// [`NoRecipe`]: a recipe names its fields exactly.
    pub fn recipe(&self, seen: &str) -> Result<String, NoRecipe> {
        let mut kinds: Vec<&str> = Vec::new();
        for field in self.fields.iter().filter(|field| !field.field.is_empty()) {
            if !is_exact(&field.name) && !is_exact(&field.id) {
                return Err(NoRecipe::Nameless(field.called().to_owned()));
            }
            if !kinds.contains(&field.kind.as_str()) {
                kinds.push(&field.kind);
            }
        }
        if self.place.path.is_empty() || self.place.path.contains('*') {
            return Err(NoRecipe::Page);
        }
        if kinds.is_empty() {
            return Err(NoRecipe::NothingFilled);
        }
        let mut toml = String::new();
        line(&mut toml, format_args!("# {}. Written as described in ../README.md.\n", one_line(&self.name)));
        line(&mut toml, format_args!("plugin = {}", quoted(&self.name)));
        line(&mut toml, format_args!("slug = {}", quoted(&self.slug())));
        line(&mut toml, format_args!("\n[[sources]]\ntitle = \"taught on the settings page\""));
        line(&mut toml, format_args!("seen = {}\nsure = \"code\"", quoted(seen)));
        for kind in kinds {
            line(&mut toml, format_args!("\n[[forms]]\nkind = {}", quoted(kind)));
            let query: Vec<String> =
                self.place.query.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
            let path = quoted(&self.place.path);
            line(&mut toml, format_args!("pages = [{{ path = {path}, query = {{ {} }} }}]", query.join(", ")));
            line(&mut toml, format_args!("fields = ["));
            let here = |field: &&LearnedField| field.kind == kind || field.field.is_empty();
            for field in self.fields.iter().filter(here) {
                let named = [("name", &field.name), ("id", &field.id)];
                let named: Vec<String> = named
                    .into_iter()
                    .filter(|(_, name)| is_exact(name))
                    .map(|(key, name)| format!("{key} = {}", quoted(name)))
                    .collect();
                // A field to be left alone that cannot be named is left alone anyhow.
                if !named.is_empty() {
                    let field = quoted(&field.field);
                    line(&mut toml, format_args!("    {{ {}, field = {field} }},", named.join(", ")));
                }
            }
            line(&mut toml, format_args!("]\n{AFTER}"));
        }
        Ok(toml)
    }
}

/// Whether a name is the same on every site.
fn is_exact(name: &str) -> bool {
    !name.is_empty() && super::pattern::pattern(name) == name && !name.contains('*')
}

fn line(into: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _ = writeln!(into, "{text}");
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A basic string (TOML 1.0).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Lower-case words joined by hyphens.
fn slug(text: &str) -> String {
    crate::words::words(text)
        .into_iter()
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .collect::<Vec<_>>()
        .join("-")
}
