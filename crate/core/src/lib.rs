//! The extension's background: the only logic in its service worker.
