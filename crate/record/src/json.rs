//! JSON into types by the least code: one way for every type, over one tree.
//!
//! `serde_json`'s own ways are generic over where the text comes from and accept every form that serde
//! knows (a struct as an array, an enum's variant by number), which puts each type into a WebAssembly
//! module several times. This one accepts what is written by `serde_json` and by the extension's scripts:
//! objects for structs and maps, a name or an object of one name for enums. A struct is handed its fields in
//! the order of its declaration, so that no code to look its field names up is made for each type.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Value, map};
use thiserror::Error;

/// Reads a type from text.
///
/// # Errors
/// Where the text is no JSON, or other JSON than the type asks for.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    from_value(serde_json::from_str(text).map_err(JsonError::custom)?)
}

/// Reads a type from a tree.
///
/// # Errors
/// Where the tree is another than the type asks for.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    T::deserialize(Tree(Some(value)))
}

/// Why JSON cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct JsonError(String);

impl serde::de::Error for JsonError {
    fn custom<T: std::fmt::Display>(message: T) -> JsonError {
        JsonError(message.to_string())
    }
}

/// A value; `None` for a field that its object lacks.
struct Tree(Option<Value>);

impl Tree {
    fn instead_of(&self, wanted: &str) -> JsonError {
        let found = match &self.0 {
            None | Some(Value::Null) => "nothing",
            Some(Value::Bool(_)) => "yes or no",
            Some(Value::Number(_)) => "a number",
            Some(Value::String(_)) => "text",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
        };
        JsonError(format!("{found} stands where {wanted} is expected"))
    }
}

/// The methods that take a whole number of any width.
macro_rules! whole_numbers {
    ($($method:ident $as:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            let number = self.0.as_ref().and_then(Value::$as).ok_or_else(|| self.instead_of("a whole number"))?;
            visitor.$visit(number)
        }
    )*};
}

/// The methods that do as another one does.
macro_rules! same_as {
    ($($method:ident $other:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.$other(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Tree {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            None => Err(self.instead_of("a value")),
            Some(Value::Null) => visitor.visit_unit(),
            Some(Value::Bool(is)) => visitor.visit_bool(is),
            Some(Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                _ => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Some(Value::String(text)) => visitor.visit_string(text),
            Some(Value::Array(items)) => visitor.visit_seq(Items(items.into_iter())),
            Some(Value::Object(entries)) => visitor.visit_map(Entries::new(entries)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor
            .visit_bool(self.0.as_ref().and_then(Value::as_bool).ok_or_else(|| self.instead_of("yes or no"))?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_f64(self.0.as_ref().and_then(Value::as_f64).ok_or_else(|| self.instead_of("a number"))?)
    }

    whole_numbers! {
        deserialize_u64 as_u64 visit_u64;
        deserialize_i64 as_i64 visit_i64;
    }

    same_as! {
        deserialize_u8 deserialize_u64;
        deserialize_u16 deserialize_u64;
        deserialize_u32 deserialize_u64;
        deserialize_i8 deserialize_i64;
        deserialize_i16 deserialize_i64;
        deserialize_i32 deserialize_i64;
        deserialize_f32 deserialize_f64;
        deserialize_char deserialize_string;
        deserialize_str deserialize_string;
        deserialize_bytes deserialize_seq;
        deserialize_byte_buf deserialize_seq;
        deserialize_identifier deserialize_string;
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Some(Value::String(text)) => visitor.visit_string(text),
            _ => Err(self.instead_of("text")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            None | Some(Value::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Some(Value::Array(items)) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(self.instead_of("a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Some(Value::Object(entries)) => visitor.visit_map(Entries::new(entries)),
            _ => Err(self.instead_of("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.0 {
            Some(Value::Object(entries)) => {
                let mut lacking = None;
                let fields = Fields { entries, names: names.iter(), lacking: &mut lacking };
                let read = visitor.visit_seq(fields);
                read.map_err(|error| lacking.map_or(error, |name| JsonError(format!("{name:?} is missing"))))
            }
            _ => Err(self.instead_of("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        let (name, content) = match self.0 {
            Some(Value::String(name)) => (name, Value::Null),
            Some(Value::Object(entries)) if entries.len() == 1 => {
                entries.into_iter().next().unwrap_or_default()
            }
            _ => return Err(self.instead_of("a name or an object of one name")),
        };
        visitor.visit_enum(Variant { name, content: Tree(Some(content)) })
    }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        self.0.next().map(|item| seed.deserialize(Tree(Some(item)))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of a struct, in the order of its declaration.
struct Fields<'a> {
    entries: Map<String, Value>,
    names: std::slice::Iter<'static, &'static str>,
    /// The field that is looked at, where it is not there.
    lacking: &'a mut Option<&'static str>,
}

impl<'de> SeqAccess<'de> for Fields<'_> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        let (name, value) = self.next();
        match seed.deserialize(value) {
            Ok(read) => Ok(Some(read)),
            Err(error) => self.judge(name, &error).map(|()| None),
        }
    }
}

/// What is the same for every type is kept out of the function that is made for each.
impl Fields<'_> {
    #[inline(never)]
    fn next(&mut self) -> (&'static str, Tree) {
        let name = self.names.next().copied().unwrap_or_default();
        let value = self.entries.get_mut(name).map(Value::take);
        *self.lacking = value.is_none().then_some(name);
        (name, Tree(value))
    }

    /// What may be absent says so by being read from nothing; for the rest the type knows whether it has
    /// a default.
    #[inline(never)]
    fn judge(&mut self, name: &str, error: &JsonError) -> Result<(), JsonError> {
        match self.lacking {
            Some(_) => Ok(()),
            None => Err(JsonError(format!("{name}: {error}"))),
        }
    }
}

/// The entries of a map, in the order of its keys.
struct Entries {
    rest: map::IntoIter,
    value: Option<Value>,
}

impl Entries {
    fn new(entries: Map<String, Value>) -> Entries {
        Entries { rest: entries.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Key(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        seed.deserialize(Tree(self.value.take()))
    }
}

/// The key of a map: text, and a number where the type asks for one.
struct Key(String);

macro_rules! keys_of_numbers {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            visitor.$visit(self.0.parse().map_err(JsonError::custom)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Key {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_string(self.0)
    }

    keys_of_numbers! { deserialize_i32 visit_i32 deserialize_u32 visit_u32 }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_enum(Variant { name: self.0, content: Tree(None) })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i64 u8 u16 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Variant {
    name: String,
    content: Tree,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = JsonError;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), JsonError> {
        let name: StrDeserializer<'_, JsonError> = self.name.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, JsonError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_struct("", names, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Sample {
        name: String,
        size: Option<u32>,
        share: f32,
        shift: i64,
        parts: Vec<Part>,
        by_tab: BTreeMap<i32, bool>,
        pair: (String, usize),
        rest: Value,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Part {
        Whole,
        Named(String),
        Cut { at: u8 },
    }

    #[test]
    fn what_is_written_is_read_again() {
        let sample = Sample {
            name: "ä \"b\"".to_owned(),
            size: None,
            share: 0.5,
            shift: -3,
            parts: vec![Part::Whole, Part::Named("x".to_owned()), Part::Cut { at: 7 }],
            by_tab: [(-1, true), (12, false)].into(),
            pair: ("p".to_owned(), 9),
            rest: serde_json::json!({ "a": [1, -2, 2.5, null, "t"] }),
        };
        let text = serde_json::to_string(&sample).unwrap();
        assert_eq!(from_str::<Sample>(&text).unwrap(), sample);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, told) in [
            ("{", "EOF"),
            ("[]", "a list stands where an object is expected"),
            (r#"{"name": 4}"#, "name: a number stands where text is expected"),
            (r#"{"name": "", "size": -1}"#, "size: a number stands where a whole number is expected"),
            (r#"{"name": "", "size": 1}"#, "\"share\" is missing"),
            (r#"{"name": "", "share": 1, "shift": 1, "parts": ["half"]}"#, "unknown variant `half`"),
            (r#"{"name": "", "share": 1, "shift": 1, "parts": [{"cut": {"at": 300}}]}"#, "300"),
            ("{}", "\"name\" is missing"),
        ] {
            let error = from_str::<Sample>(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
