package io.knowstream.graph; final class X {}
