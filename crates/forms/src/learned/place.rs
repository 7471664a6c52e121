//! Which page a learned form stands on, told without its site.

use super::pattern::{is_generated, matches, pattern};
use crate::{
    page::Page,
    provider::{self, path_and_query},
};

/// Where WordPress keeps its administration, wherever WordPress itself is.
const ADMIN: &str = "/wp-admin/";

/// Query parameters that name a page; others are numbers, notes and tokens of one visit.
const NAMING: &[&str] = &[
    "page",
    "tab",
    "section",
    "subtab",
    "sub-tab",
    "view",
    "subview",
    "screen",
    "panel",
    "post_type",
    "taxonomy",
    "module",
    "service",
    "provider",
    "integration",
    "addon",
    "action",
];

/// The page of a learned form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Slug of the plugin, where the page says it; for people only.
    pub plugin: String,
    /// WordPress' name of the administration page; empty elsewhere.
    pub screen: String,
    /// End of the path: from `/wp-admin/` on, or the whole of it where there is none. `*` stands for a generated part.
    pub path: String,
    /// Query parameters that name the page, in the order of their names.
    pub query: Vec<(String, String)>,
}

impl Place {
    /// The place of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let (path, query) = path_and_query(&page.url);
        let path = match path.rfind(ADMIN) {
            Some(at) => path.get(at..).unwrap_or_default().to_owned(),
            None => path.split('/').map(pattern).collect::<Vec<_>>().join("/"),
        };
        let mut query: Vec<(String, String)> = naming(query).collect();
        keyfob_sorted::sort_by_key(&mut query, |(key, _)| key.clone());
        let slug = query.iter().find(|(key, _)| key == "page").map(|(_, value)| value.as_str());
        let plugin = match page.plugins.as_slice() {
            [only] => only.clone(),
            several => several.iter().find(|one| Some(one.as_str()) == slug).cloned().unwrap_or_default(),
        };
        Self { plugin, screen: page.screen.clone(), path, query }
    }

    /// Whether a page is this one. A provider's own page never is.
    pub(super) fn is(&self, page: &Page) -> bool {
        if provider::of_host(&provider::host(&page.url)).anybody() || self.path.is_empty() {
            return false;
        }
        let (path, query) = path_and_query(&page.url);
        let here = if self.path.starts_with(ADMIN) { path.ends_with(&self.path) } else { matches(&self.path, path) };
        let named = |wanted: &(String, String)| naming(query).any(|pair| pair == *wanted);
        // Where no parameter names the page, its screen does; a screen's name depends on the language otherwise.
        let screen = !self.query.is_empty() || self.screen.is_empty() || self.screen == page.screen;
        here && screen && self.query.iter().all(named)
    }

    /// Whether the page could as well be one of another program: nothing but its path tells it.
    pub(super) fn is_vague(&self) -> bool {
        self.query.is_empty() && self.screen.is_empty()
    }
}

/// The parameters of a query that name a page.
fn naming(query: &str) -> impl Iterator<Item = (String, String)> + '_ {
    query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
        let named =
            NAMING.contains(&key) && !value.is_empty() && plain && !value.split(['-', '_', '.', '/']).any(is_generated);
        named.then(|| (key.to_owned(), value.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str) -> Page {
        Page { url: url.to_owned(), ..Page::default() }
    }

    #[test]
    fn a_page_is_the_same_on_another_site_in_a_folder_and_after_saving() {
        let taught =
            Place::of(&page("https://one.example/wp-admin/admin.php?page=letters&tab=api&_wpnonce=8a7f6e5d4c"));
        assert_eq!(taught.path, "/wp-admin/admin.php");
        assert_eq!(taught.query, [("page", "letters"), ("tab", "api")].map(|(k, v)| (k.to_owned(), v.to_owned())));
        for same in [
            "https://two.example/blog/wp-admin/admin.php?tab=api&page=letters",
            "https://one.example/wp-admin/admin.php?page=letters&tab=api&settings-updated=true#top",
        ] {
            assert!(taught.is(&page(same)), "{same}");
        }
        for other in [
            "https://one.example/wp-admin/admin.php?page=letters",
            "https://one.example/wp-admin/admin.php?page=letters2&tab=api",
            "https://one.example/wp-admin/options-general.php?page=letters&tab=api",
            "https://one.example/admin.php?page=letters&tab=api",
            "https://admin.mailchimp.com/wp-admin/admin.php?page=letters&tab=api",
            "",
        ] {
            assert!(!taught.is(&page(other)), "{other}");
        }
    }

    #[test]
    fn a_path_of_another_program_counts_whole_but_for_what_is_generated() {
        let taught = Place::of(&page("https://shop.example/store/48201/settings/mail"));
        assert_eq!(taught.path, "/store/*/settings/mail");
        assert!(taught.is_vague());
        assert!(taught.is(&page("https://other.example/store/77310/settings/mail?saved=1")));
        for other in ["https://other.example/settings/mail", "https://other.example/x/store/77310/settings/mail"] {
            assert!(!taught.is(&page(other)), "{other}");
        }
    }
}
