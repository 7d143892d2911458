//! The boundary to JavaScript: typed in, convert, call, convert, typed out.
//!
//! The only place that knows JavaScript. A batch of links crosses as one text and comes back as small integers;
//! everything else is fetched for one link when somebody asks.

use std::borrow::Cow;

use js_sys::{Array, JsString, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::dataset::model::Class;
use crate::dataset::{Dataset, OpenError};
use crate::label::batch;
use crate::label::lists::{Kind, Lists};
use crate::label::{self, Found};
use crate::link::wrapper;

mod env;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = crate::label::view::TYPESCRIPT;

#[wasm_bindgen]
extern "C" {
    /// `string[]`
    #[wasm_bindgen(typescript_type = "string[]")]
    pub type Hrefs;
    /// `string[]`
    #[wasm_bindgen(typescript_type = "string[]")]
    pub type Texts;
    /// `Badge | undefined`
    #[wasm_bindgen(typescript_type = "Badge | undefined")]
    pub type Badge;
    /// `Step[]`
    #[wasm_bindgen(typescript_type = "Step[]")]
    pub type Steps;
    /// `DatasetInfo`
    #[wasm_bindgen(typescript_type = "DatasetInfo")]
    pub type Info;
    /// `ListInfo[]`
    #[wasm_bindgen(typescript_type = "ListInfo[]")]
    pub type ListInfos;
    /// `ListAnswer[]`
    #[wasm_bindgen(typescript_type = "ListAnswer[]")]
    pub type ListAnswers;

    /// The platform's own encoder. wasm-bindgen's way to pass a text looks at each character in JavaScript first,
    /// which for a batch of links takes longer than labelling them.
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;
}

/// Missing values are `null`, so that a view reads the same here and in the CLI's JSON.
const SERIALIZER: serde_wasm_bindgen::Serializer =
    serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);

/// Labels links by the packaged dataset and by lists beside it.
#[wasm_bindgen]
pub struct Labeler {
    lists: Lists,
}

#[wasm_bindgen]
impl Labeler {
    /// Opens a dataset cheaply. Throws an `ImprintError` if it cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Labeler, JsValue> {
        let started = env::now();
        let dataset = Dataset::open(bytes).map_err(into_error)?;
        let labeler = label::Labeler::new(dataset);
        env::report_slow_open(started, labeler.dataset().size());
        Ok(Self { lists: Lists::new(labeler) })
    }

    /// Takes a list, behind those that are there; one with the same id is replaced and keeps its place. `kind` says where
    /// it comes from: `signed`, `file`, `plain`, `own`. Throws an `ImprintError` if it cannot be used, and then everything
    /// stays as it was.
    pub fn add_list(
        &mut self,
        bytes: Vec<u8>,
        id: &str,
        name: &str,
        kind: &str,
        fingerprint: Option<String>,
    ) -> Result<(), JsValue> {
        let dataset = Dataset::open(bytes).map_err(into_error)?;
        let kind = Kind::from_id(kind).unwrap_or(Kind::File);
        self.lists.add(id, name, kind, fingerprint, label::Labeler::new(dataset));
        Ok(())
    }

    /// Switches a list on or off and limits it to classes, whose ids are separated by spaces (empty: no limit).
    pub fn set_list(&mut self, id: &str, on: bool, classes: &str) {
        self.lists.set(id, on, classes.split(' ').filter_map(Class::from_id).collect());
    }

    /// Puts the lists in this order, an id a line; the packaged dataset is `packaged`.
    pub fn order_lists(&mut self, ids: &str) {
        self.lists.order(&ids.split('\n').collect::<Vec<_>>());
    }

    /// Lets a list go.
    pub fn remove_list(&mut self, id: &str) {
        self.lists.remove(id);
    }

    /// Every list, in order.
    pub fn lists(&self) -> ListInfos {
        to_js(&convert(&self.lists.infos()))
    }

    /// What each list says of a link for which the page shows these: first the name of its source (may be empty), then
    /// texts. Never throws, never empty.
    pub fn answers(&mut self, href: &str, shown: &Texts) -> ListAnswers {
        let texts = texts(shown);
        let (name, texts) = name_and_texts(&texts);
        to_js(&convert(&self.lists.answers(href, &name, &texts)))
    }

    /// One small integer per link: 0 means no label, `opaque_number()` that the destination is not in the link. Anything
    /// else is to be asked for with `badge`: below 2³⁰ it is a subject, below 2³¹ what several lists
    /// say; from there on nobody known is behind the link, but
    /// its host resembles an outlet's.
    pub fn match_all(&mut self, hrefs: &Hrefs) -> Uint32Array {
        let hrefs: &Array = hrefs.unchecked_ref();
        let count = hrefs.length();
        // One joined text crosses the boundary far more cheaply than many. A link that holds a line break (a
        // malformed one, for the standard drops them) would shift those after it, so then go one by one.
        let numbers = self.numbers(&hrefs.join("\n"));
        if numbers.len() == count as usize {
            return Uint32Array::from(numbers.as_slice());
        }
        let hrefs: Vec<String> = hrefs.iter().map(|href| href.as_string().unwrap_or_default()).collect();
        Uint32Array::from(self.numbers_of(&mut hrefs.iter().map(String::as_bytes)).as_slice())
    }

    /// The same for links joined by line breaks.
    pub fn match_lines(&mut self, text: &JsString) -> Uint32Array {
        Uint32Array::from(self.numbers(text).as_slice())
    }

    /// For links with what the page shows for them: a line each, the link, the name of its source (may be empty) and
    /// texts, separated by tabs. Two integers a
    /// line: the subject's (0: no label), and how it was found: 0 by the link itself or not at all, 1 by an address that
    /// is shown, 2 by a name that is shown, 3 by the link itself, although another host is shown.
    pub fn match_shown(&mut self, text: &JsString) -> Uint32Array {
        let numbers: Vec<u32> = lines(text).split('\n').flat_map(|line| self.numbers_shown(line)).collect();
        Uint32Array::from(numbers.as_slice())
    }

    /// One small integer per link of the page this module runs in, in the order of `document.links`; empty in a
    /// worker. For a site that carries its own badges; the extension has its own way to find links.
    pub fn match_document(&mut self) -> Uint32Array {
        let hrefs = env::document_links();
        Uint32Array::from(self.numbers_of(&mut hrefs.iter().map(String::as_bytes)).as_slice())
    }

    /// What a badge needs, for a small integer.
    pub fn badge(&self, subject: u32) -> Badge {
        to_js(&self.lists.badge(subject).map_or(JsValue::UNDEFINED, |badge| convert(&badge)))
    }

    /// How the link is labelled, step by step.
    pub fn explain(&self, href: &str) -> Steps {
        to_js(&convert(&self.lists.packaged().explain(href)))
    }

    /// About the dataset.
    pub fn info(&self) -> Info {
        to_js(&convert(&self.lists.packaged().info()))
    }

    /// Checks every byte. Throws an `ImprintError` if any differs from those that were written.
    pub fn verify(&self) -> Result<(), JsValue> {
        self.lists.packaged().dataset().verify().map_err(into_error)
    }
}

impl Labeler {
    fn numbers(&mut self, text: &JsString) -> Vec<u32> {
        if text.length() == 0 {
            return Vec::new();
        }
        self.numbers_of(&mut batch::lines(&encoded(text)))
    }

    /// Not generic: labelling is compiled into it, and the module shall have it once.
    fn numbers_of<'t>(&mut self, hrefs: &mut dyn Iterator<Item = &'t [u8]>) -> Vec<u32> {
        self.lists.find_all(hrefs).map(Found::number).collect()
    }

    fn numbers_shown(&mut self, line: &str) -> [u32; 2] {
        let mut columns = line.split('\t');
        let href = columns.next().unwrap_or_default();
        let name = env::lower(columns.next().unwrap_or_default());
        let texts: Vec<&str> = columns.collect();
        let (number, how) = self.lists.shown(href, &name, &texts);
        [number, how.number()]
    }
}

/// The number that `match_all` and `match_lines` give for a link whose destination is not in it. What the page shows
/// for it may say more: `match_shown`.
#[wasm_bindgen]
pub fn opaque_number() -> u32 {
    label::OPAQUE
}

/// The name for readers of a wrapper that `Label.via` names by its id.
#[wasm_bindgen]
pub fn wrapper_name(id: &str) -> Option<String> {
    wrapper::by_id(id).map(|wrapper| wrapper.name.to_owned())
}

fn texts(shown: &Texts) -> Vec<String> {
    let shown: &Array = shown.unchecked_ref();
    shown.iter().filter_map(|text| text.as_string()).collect()
}

fn name_and_texts(texts: &[String]) -> (Cow<'_, str>, Vec<&str>) {
    let name = env::lower(texts.first().map_or("", String::as_str));
    (name, texts.iter().skip(1).map(String::as_str).collect())
}

/// A text in UTF-8; lone surrogates have become U+FFFD.
fn encoded(text: &JsString) -> Vec<u8> {
    TextEncoder::new().encode(text).to_vec()
}

fn lines(text: &JsString) -> String {
    // An encoder gives nothing but UTF-8.
    String::from_utf8(encoded(text)).unwrap_or_default()
}

fn convert<T: Serialize>(view: &T) -> JsValue {
    // Views are plain structs of strings and numbers; there is nothing in them that could fail to convert.
    view.serialize(&SERIALIZER).unwrap_or(JsValue::NULL)
}

fn to_js<T: JsCast>(value: &JsValue) -> T {
    value.clone().unchecked_into()
}

fn into_error(error: OpenError) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("ImprintError");
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}
