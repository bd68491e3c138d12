package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.metrics.Stage;
import java.util.OptionalLong;

/** A profile as one JSON object. */
public final class ProfileJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ProfileJson() {}

    /**
     * {@code {"documents","sampled","entities","relationships","elapsedMillis","totalMicros","stages":[],"models":[],
     * "memory":{},"slowest":{},"bottlenecks":[]}}.
     */
    public static ObjectNode of(ProcessingProfile profile) {
        ObjectNode json = JSON.createObjectNode()
                .put("documents", profile.documents())
                .put("sampled", profile.sampled())
                .put("entities", profile.entities())
                .put("relationships", profile.relationships())
                .put("elapsedMillis", profile.elapsed().toMillis())
                .put("totalMicros", profile.totalMicros());
        ArrayNode stages = json.putArray("stages");
        for (StageFigures stage : profile.stages()) {
            stages.addObject()
                    .put("stage", stage.stage().key())
                    .put("micros", stage.micros())
                    .put("share", profile.share(stage.stage()))
                    .put("allocatedBytes", stage.allocatedBytes());
        }
        json.set("models", JSON.valueToTree(profile.models()));
        json.set("memory", memory(profile.memory()));
        Stage slowest = Bottlenecks.slowest(profile);
        json.putObject("slowest")
                .put("stage", slowest.key())
                .set("recommendations", JSON.valueToTree(Bottlenecks.recommendations(slowest)));
        json.set("bottlenecks", JSON.valueToTree(Bottlenecks.of(profile)));
        return json;
    }

    private static ObjectNode memory(MemoryFigures memory) {
        return JSON.createObjectNode()
                .put("modelPeakBytes", memory.modelPeak())
                .put("modelBudgetBytes", memory.modelBudget())
                .put("processPeakBytes", orNull(memory.processPeak()))
                .put("heapPeakBytes", memory.heapPeak())
                .put("efficiency", memory.efficiency().value());
    }

    private static Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
