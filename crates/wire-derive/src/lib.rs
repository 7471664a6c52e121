//! Derives `Wire` for the types that cross a border.
//!
//! In: a struct or an enum with the attributes that serde reads, so that one declaration says how a message is written,
//! whoever writes it. Out: an implementation of `keyfob_wire::Wire`. An attribute that is not known here is an error:
//! what serde would do otherwise must never be passed over.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Code;
use quote::quote;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Ident, LitStr, Result, Token};

/// Derives `keyfob_wire::Wire`. Known are the attributes `tag`, `rename_all`, `deny_unknown_fields`, `default` and
/// `transparent` of a type, `default` and `skip_serializing_if` of a field; the last one is read as "nothing to write
/// is as good as nothing", which is what `default` beside it says.
#[proc_macro_derive(Wire, attributes(serde))]
pub fn derive(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// What the attributes of a type or field say.
#[derive(Default)]
struct Said {
    tag: Option<String>,
    case: Option<char>,
    deny: bool,
    default: bool,
    transparent: bool,
}

impl Said {
    fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| said.hear(&meta))?;
        }
        Ok(said)
    }

    fn hear(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let value = || -> Result<String> { Ok(meta.value()?.parse::<LitStr>()?.value()) };
        match name.as_str() {
            "tag" => self.tag = Some(value()?),
            "rename_all" => {
                self.case = match value()?.as_str() {
                    "kebab-case" => Some('-'),
                    "snake_case" => Some('_'),
                    _ => return Err(meta.error("a case that is not known here")),
                }
            }
            "deny_unknown_fields" => self.deny = true,
            // A default that is not the type's own would be passed over.
            "default" if !meta.input.peek(Token![=]) => self.default = true,
            "transparent" => self.transparent = true,
            "skip_serializing_if" => drop(value()?),
            _ => return Err(meta.error("an attribute that is not known here")),
        }
        Ok(())
    }

    /// The name of a variant on the wire.
    fn variant(&self, name: &Ident) -> String {
        let name = name.unraw().to_string();
        let Some(between) = self.case else { return name };
        let mut written = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !written.is_empty() {
                written.push(between);
            }
            written.extend(letter.to_lowercase());
        }
        written
    }
}

fn expand(input: &DeriveInput) -> Result<Code> {
    let said = Said::of(&input.attrs)?;
    let (write, read) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !said.transparent => record(&said, fields)?,
            Fields::Unnamed(fields) if said.transparent && fields.unnamed.len() == 1 => (
                quote! { ::keyfob_wire::Wire::to_value(&self.0) },
                quote! { ::keyfob_wire::Wire::from_value(value).map(Self) },
            ),
            _ => return Err(Error::new_spanned(&input.ident, "a struct of named fields is wanted")),
        },
        Data::Enum(data) => match &said.tag {
            Some(tag) => tagged(&said, tag, data)?,
            None => named(&said, data)?,
        },
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a union has no names")),
    };
    let name = &input.ident;
    Ok(quote! {
        impl ::keyfob_wire::Wire for #name {
            fn to_value(&self) -> ::keyfob_wire::Value { #write }
            fn from_value(value: ::keyfob_wire::Value) -> ::core::option::Option<Self> { #read }
        }
    })
}

/// A struct: its fields by their names.
fn record(said: &Said, fields: &FieldsNamed) -> Result<(Code, Code)> {
    let (names, reads) = members(said, fields)?;
    let written = names.iter().map(|name| name.unraw().to_string());
    let end = end(said);
    Ok((
        quote! {
            let mut __map = ::keyfob_wire::Map::new();
            #(__map.put(#written, &self.#names);)*
            __map.into()
        },
        quote! {
            let mut __map = ::keyfob_wire::Map::of(value)?;
            let read = Self { #(#names: #reads),* };
            #end
            ::core::option::Option::Some(read)
        },
    ))
}

/// An enum whose variant stands in the field `tag`, beside the variant's own fields.
fn tagged(said: &Said, tag: &str, data: &DataEnum) -> Result<(Code, Code)> {
    let mut writes = Vec::new();
    let mut reads = Vec::new();
    for variant in &data.variants {
        let (ident, name) = (&variant.ident, said.variant(&variant.ident));
        match &variant.fields {
            Fields::Unit => {
                writes.push(quote! { Self::#ident => __map.tag(#tag, #name), });
                reads.push(quote! { #name => Self::#ident, });
            }
            Fields::Named(fields) => {
                let (names, values) = members(&Said::default(), fields)?;
                let written = names.iter().map(|name| name.unraw().to_string());
                writes.push(quote! {
                    Self::#ident { #(#names),* } => { __map.tag(#tag, #name); #(__map.put(#written, #names);)* }
                });
                reads.push(quote! { #name => Self::#ident { #(#names: #values),* }, });
            }
            Fields::Unnamed(_) => return Err(Error::new_spanned(variant, "a field without a name beside a tag")),
        }
    }
    let end = end(said);
    Ok((
        quote! {
            let mut __map = ::keyfob_wire::Map::new();
            match self { #(#writes)* }
            __map.into()
        },
        quote! {
            let mut __map = ::keyfob_wire::Map::of(value)?;
            let __tag: ::std::string::String = __map.take(#tag)?;
            let read = match __tag.as_str() { #(#reads)* _ => return ::core::option::Option::None };
            #end
            ::core::option::Option::Some(read)
        },
    ))
}

/// An enum without a tag: a name, or a name with one value.
fn named(said: &Said, data: &DataEnum) -> Result<(Code, Code)> {
    let mut writes = Vec::new();
    let mut units = Vec::new();
    let mut values = Vec::new();
    for variant in &data.variants {
        let (ident, name) = (&variant.ident, said.variant(&variant.ident));
        match &variant.fields {
            Fields::Unit => {
                writes.push(quote! { Self::#ident => ::keyfob_wire::Value::name(#name), });
                units.push(quote! { #name => ::core::option::Option::Some(Self::#ident), });
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                writes.push(quote! { Self::#ident(value) => ::keyfob_wire::Map::one(#name, value), });
                values.push(quote! { #name => __map.take(#name).map(Self::#ident), });
            }
            _ => return Err(Error::new_spanned(variant, "a name, or a name with one value, is wanted")),
        }
    }
    let none = quote! { ::core::option::Option::None };
    let read = match (units.is_empty(), values.is_empty()) {
        (_, true) => quote! { match value.text()?.as_str() { #(#units)* _ => #none } },
        (true, false) => quote! {
            let mut __map = ::keyfob_wire::Map::of(value)?;
            match __map.only()?.as_str() { #(#values)* _ => #none }
        },
        (false, false) => return Err(Error::new_spanned(&data.variants, "either names or names with values")),
    };
    Ok((quote! { match self { #(#writes)* } }, read))
}

/// The names of the fields, and how each is read.
fn members<'a>(said: &Said, fields: &'a FieldsNamed) -> Result<(Vec<&'a Ident>, Vec<Code>)> {
    let mut names = Vec::new();
    let mut reads = Vec::new();
    for field in &fields.named {
        let ident = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a field without a name"))?;
        let name = ident.unraw().to_string();
        let default = said.default || Said::of(&field.attrs)?.default;
        names.push(ident);
        reads.push(if default {
            quote! { __map.take_or_default(#name)? }
        } else {
            quote! { __map.take(#name)? }
        });
    }
    Ok((names, reads))
}

/// Whether anything may be left over.
fn end(said: &Said) -> Code {
    if said.deny {
        quote! {
            if !__map.is_empty() {
                return ::core::option::Option::None;
            }
        }
    } else {
        Code::new()
    }
}
