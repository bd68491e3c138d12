package io.knowstream.job;

final class X {}
