//! The boundary for plain lists: a text in, a dataset out.

use wasm_bindgen::prelude::*;

use crate::dataset::Dataset;
use crate::source::plain::{About, Format, Refusal, compile};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = r#"
/** What is said about a plain list besides its text. */
export interface PlainOptions {
  name: string;
  origin: string;
  format: "csv" | "hosts" | null;
  date: string;
  own: boolean;
}

/** A plain list, compiled. */
export interface PlainList {
  dataset: Uint8Array;
  format: "csv" | "hosts";
  outlets: number;
  keys: number;
  unused: string[];
}
"#;

#[wasm_bindgen]
extern "C" {
    /// `PlainOptions`
    #[wasm_bindgen(typescript_type = "PlainOptions")]
    pub type PlainOptions;
    /// `PlainList`
    #[wasm_bindgen(typescript_type = "PlainList")]
    pub type PlainList;
}

#[derive(serde::Deserialize)]
struct Options {
    name: String,
    origin: String,
    format: Option<String>,
    date: String,
    own: bool,
}

#[derive(serde::Serialize)]
struct List {
    dataset: super::Bytes,
    format: &'static str,
    outlets: usize,
    keys: usize,
    unused: Vec<String>,
}

/// Compiles a plain list. `packaged` is the packaged dataset, whose public-suffix list tells which keys would label
/// strangers. Throws an `ImprintError` with `code`, `line` and `help` for the first thing that is wrong.
#[wasm_bindgen]
pub fn compile_plain(text: &[u8], options: PlainOptions, packaged: Vec<u8>) -> Result<PlainList, JsValue> {
    let options: Options = serde_wasm_bindgen::from_value(options.into())?;
    // Without a packaged dataset there are labels all the same; then only the list's word stands for its keys.
    let packaged = Dataset::open(packaged).ok();
    let about = About {
        name: &options.name,
        origin: &options.origin,
        date: &options.date,
        own: options.own,
        suffixes: packaged.as_ref().map(Dataset::suffixes),
    };
    let format = options.format.as_deref().and_then(Format::from_name);
    let compiled = compile(text, format, &about).map_err(|refusal| into_error(&refusal))?;
    let list = List {
        dataset: super::Bytes(compiled.bytes),
        format: compiled.format.name(),
        outlets: compiled.outlets,
        keys: compiled.keys,
        unused: compiled.unused,
    };
    Ok(super::convert(&list).unchecked_into())
}

fn into_error(refusal: &Refusal) -> JsValue {
    let js = js_sys::Error::new(&refusal.message);
    js.set_name("ImprintError");
    let line = refusal.line.map_or(JsValue::NULL, |line| JsValue::from(line as u32));
    for (name, value) in
        [("code", refusal.code.into()), ("line", line), ("help", refusal.help.as_str().into())]
    {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&js, &name.into(), &value);
    }
    js.into()
}
