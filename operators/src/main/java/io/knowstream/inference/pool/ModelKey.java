package io.knowstream.inference.pool;

/** What a model is: loaders with equal keys load the same. */
record ModelKey(Class<?> type, String fingerprint) {

    static ModelKey of(ModelLoader<?> loader) {
        return new ModelKey(loader.type(), loader.fingerprint());
    }

    /** The name in the file of costs: a file of weights costs each kind of model something else. */
    String costName() {
        return type.getSimpleName() + " " + fingerprint;
    }
}
