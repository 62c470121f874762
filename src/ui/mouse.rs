//! The mouse: focus, selection, folds; the wheel scrolls what is under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;
use ratatui::layout::Position;

use super::layout::Slot;
use super::{App, Asked, Command, Effect, surroundings};

/// Lines for one notch of the wheel.
const WHEEL_LINES: i32 = 3;
/// Two clicks on one place within this time are a double click.
const DOUBLE_WITHIN: SignedDuration = SignedDuration::from_millis(400);

impl App {
    /// Takes what the mouse did.
    pub(super) fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => self.wheel(at, WHEEL_LINES),
            MouseEventKind::ScrollUp => self.wheel(at, -WHEEL_LINES),
            MouseEventKind::Down(MouseButton::Left) => return self.click(at),
            _ => {}
        }
        Vec::new()
    }

    fn slot_at(&self, at: Position) -> Option<Slot> {
        let plan = self.plan();
        plan.slots.into_iter().find(|slot| slot.outer.contains(at))
    }

    fn wheel(&mut self, at: Position, lines: i32) {
        let around = surroundings(&self.world, &self.keymap, self.focus);
        if let Some(overlay) = &mut self.overlay {
            overlay.scroll(lines.signum(), &around);
            return;
        }
        if let Some(slot) = self.slot_at(at) {
            let focused = slot.pane == self.focus;
            let (pane, world) = self.pane_mut(slot.pane);
            pane.scroll(lines, &world.context(focused));
        }
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        self.sentence = None;
        let now = self.world.now;
        let double = self
            .last_click
            .is_some_and(|(then, place)| place == at && now.duration_since(then) <= DOUBLE_WITHIN);
        self.last_click = Some((now, at)).filter(|_| !double);
        if self.overlay.is_some() {
            if !self.box_area.contains(at) {
                self.overlay = None;
            }
            return Vec::new();
        }
        let Some(slot) = self.slot_at(at) else {
            return Vec::new();
        };
        self.set_focus(slot.pane);
        if !slot.inner.contains(at) {
            return Vec::new();
        }
        let (target, world) = self.pane_mut(slot.pane);
        let outcome = target.click(at, double, &world.context(true));
        match (outcome.handled, double) {
            (false, true) => self.run(Command::Act),
            _ => self.take(outcome, Asked::Yes),
        }
    }
}
