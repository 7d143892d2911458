"use strict";
// The bench evaluates its questions in the world of this script; there is nothing to do before.
