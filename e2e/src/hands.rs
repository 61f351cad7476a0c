//! The actions of a person in a tab, by mouse and keyboard, and the texts that the person reads.

use anyhow::{Context, Result, ensure};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};
use chromiumoxide::layout::Point;

use crate::Tab;

impl Tab {
    /// Clicks in the middle of an element, where something else may lie.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.wait_for(&format!("document.querySelector({selector:?}) !== null"))
            .await?;
        // The driver's own way needs a page whose scripts run.
        let place = format!(
            "(one => {{
               one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
               const box = one.getClientRects()[0];
               const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
               const hit = document.elementFromPoint(x, y);
               return [x, y, Number(one.contains(hit))];
             }})(document.querySelector({selector:?}))"
        );

        let [x, y, is_hit]: [f64; 3] = self.evaluate(&place).await?;
        ensure!(is_hit > 0.0, "{selector} is covered");
        self.driver().click(Point::new(x, y)).await?;

        Ok(())
    }

    /// Replaces what stands in a field by typing.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        self.wait_for(&format!("document.querySelector({selector:?}) !== null"))
            .await?;
        let select = format!(
            "(field => (field.focus(), field.select(), document.activeElement === field))(document.querySelector({selector:?}))"
        );

        ensure!(
            self.evaluate::<bool>(&select).await?,
            "{selector} takes no focus"
        );

        self.driver().execute(InsertTextParams::new(text)).await?;
        Ok(())
    }

    /// Chooses an option; the list of options itself is the system's to draw.
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        let choose = format!(
            "(field => (field.focus(), field.value = {value:?}, field.dispatchEvent(new Event('change', {{ bubbles: true }})), field.value))(document.querySelector({selector:?}))"
        );
        let chosen: String = self.evaluate(&choose).await?;
        ensure!(chosen == value, "{selector} has no {value}");

        Ok(())
    }

    /// Presses Tab, Enter or another key by its name.
    pub async fn key(&self, name: &str) -> Result<()> {
        let (code, text) = match name {
            "Tab" => (9, None),
            "Enter" => (13, Some("\r")),
            _ => (0, None),
        };

        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut event = DispatchKeyEventParams::builder()
                .r#type(kind)
                .key(name)
                .code(name)
                .windows_virtual_key_code(code);

            if let Some(text) = text {
                event = event.text(text);
            }

            self.driver()
                .execute(event.build().map_err(anyhow::Error::msg)?)
                .await?;
        }

        Ok(())
    }

    /// Returns the words of all elements that match, as a person sees them.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let all = format!(
            "[...document.querySelectorAll({selector:?})].map((one) => one.innerText.trim())"
        );
        self.evaluate(&all).await
    }

    /// Returns the words of the first element that matches.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let text = self.texts(selector).await?.into_iter().next();
        text.with_context(|| format!("there is no {selector}"))
    }

    /// Waits until an element says something.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<()> {
        let says =
            format!("document.querySelector({selector:?})?.innerText.includes({text:?}) === true");
        self.wait_for(&says).await
    }

    /// Waits until the address is this path, with its query.
    pub async fn wait_for_path(&self, path: &str) -> Result<()> {
        self.wait_for(&format!("location.pathname + location.search === {path:?}"))
            .await
    }

    /// Returns the address without its origin.
    pub async fn path(&self) -> Result<String> {
        self.evaluate("location.pathname + location.search").await
    }
}
