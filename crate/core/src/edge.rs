//! Where the core touches JavaScript.

use std::rc::Rc;

use js_sys::Date;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{
    core,
    host::{Host, HostError, Moment},
    problem,
};

#[wasm_bindgen]
extern "C" {
    /// The object that `extension/background.js` hands over.
    pub type Browser;

    #[wasm_bindgen(method, catch)]
    async fn call(this: &Browser, operation: &str, arguments: &str) -> Result<JsValue, JsValue>;
}

impl Host for Browser {
    async fn call(&self, operation: &str, arguments: Value) -> Result<Value, HostError> {
        let answer = Browser::call(self, operation, &arguments.to_string())
            .await
            .map_err(|error| HostError(words_of(&error)))?;
        let text = answer.as_string().unwrap_or_default();
        serde_json::from_str(&text).map_err(|error| HostError(error.to_string()))
    }

    fn now(&self) -> Moment {
        let now = Date::new_0();
        Moment {
            ms: now.get_time() as u64,
            utc: now.to_iso_string().into(),
            today: format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date()),
        }
    }
}

/// The background, as JavaScript holds it.
#[wasm_bindgen]
pub struct Core(Rc<core::Core<Browser>>);

#[wasm_bindgen]
impl Core {
    /// Wakes up.
    pub async fn start(browser: Browser, base: String, version: String) -> Core {
        let core = Rc::new(core::Core::start(browser, &base, &version).await);
        work_off(&core);
        Core(core)
    }

    /// Hears an event; gives what its sender is answered, as JSON.
    pub async fn event(&self, event: String) -> Option<String> {
        let core = self.0.clone();
        let answer = match record::json::from_str(&event) {
            Ok(event) => core.hear(event).await,
            Err(error) => serde_json::to_value(protocol::extension::Reply::Failed {
                problem: problem::invalid(format!("An event of the browser makes no sense: {error}.")),
            })
            .ok(),
        };
        work_off(&core);
        answer.map(|answer| answer.to_string())
    }
}

fn work_off(core: &Rc<core::Core<Browser>>) {
    let core = core.clone();
    spawn_local(async move { core.work().await });
}

fn words_of(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "no reason given".to_owned())
}
