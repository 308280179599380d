// Tells the background, before the panel itself is loaded, that the page let the frame in.
void chrome.runtime.sendMessage({ frame: {} });
