//! Values that forms ask for and no portal shows: a region that is part of a key, an address with the region in it, a
//! user name and a password in one line. They are made of a credential's fields when they are wanted and kept nowhere.

use crate::call::Piece;
use crate::model::{Field, Kind};

/// A value that is made of a credential's fields.
#[derive(Debug)]
pub struct Made {
    /// What it is called; it has no shape, for it is never looked for.
    pub field: Field,
    /// What it is made of.
    pub from: &'static [Piece],
}

impl Made {
    /// The fields that it is made of.
    pub fn needs(&self) -> impl Iterator<Item = &'static str> {
        self.from.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value(name) | Piece::Region(name) => Some(*name),
        })
    }
}

impl Kind {
    /// What a form can be given of a credential: its fields, and what is made of them.
    pub fn parts(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().chain(self.made.iter().map(|made| &made.field))
    }

    /// The value of a part, from the values of the fields; `None` where one of them is not there or does not hold what
    /// is taken out of it. As large as it gets from the start, so that no shorter copy of a secret is left behind.
    pub fn value_of<'v>(&self, part: &str, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let Some(made) = self.made.iter().find(|made| made.field.name == part) else {
            return value(part).map(str::to_owned);
        };
        let mut texts: Vec<&str> = Vec::with_capacity(made.from.len());
        for piece in made.from {
            texts.push(match piece {
                Piece::Text(text) => text,
                Piece::Value(name) => value(name)?,
                Piece::Region(name) => {
                    let field = self.fields.iter().find(|field| field.name == *name)?;
                    let (_, region) = value(name)?.rsplit_once(field.region_after)?;
                    Some(region).filter(|region| !region.is_empty() && !field.region_after.is_empty())?
                }
            });
        }
        Some(texts.concat())
    }
}

#[cfg(test)]
mod tests {
    use crate::kind;

    #[test]
    fn a_region_and_an_address_are_made_of_the_key() {
        let (_, kind) = kind("mailchimp/api-key").unwrap();
        let key = ["0123456789abcdef", "-us21"].concat();
        let value = |name: &str| (name == "api_key").then_some(key.as_str());
        assert_eq!(kind.value_of("region", value).unwrap(), "us21");
        assert_eq!(kind.value_of("endpoint", value).unwrap(), "https://us21.api.mailchimp.com/3.0");
        assert_eq!(kind.value_of("api_key", value).unwrap(), key);
        assert_eq!(kind.value_of("region", |_| Some("withoutend")), None);
        assert_eq!(kind.value_of("region", |_| None), None);
    }

    #[test]
    fn name_and_password_come_in_one_line() {
        let (_, kind) = kind("dotdigital/api-user").unwrap();
        let value = |name: &str| match name {
            "username" => Some("apiuser-1@apiconnector.com"),
            "password" => Some("loaf and:ladder"),
            _ => None,
        };
        assert_eq!(kind.value_of("user_password", value).unwrap(), "apiuser-1@apiconnector.com:loaf and:ladder");
    }
}
