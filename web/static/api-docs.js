// Shows the API's document by Redoc, whose own styles bear the page's nonce.
"use strict";
const here = document.currentScript;
Redoc.init(
  here.dataset.document,
  { nonce: here.nonce, nativeScrollbars: true, hideDownloadButton: false, requiredPropsFirst: true },
  document.getElementById("document"),
);
