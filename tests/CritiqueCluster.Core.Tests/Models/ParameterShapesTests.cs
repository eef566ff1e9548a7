using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Tests.Models;

public sealed class ParameterShapesTests
{
    [SkippableFact]
    public void Should_name_and_shape_exactly_what_a_real_checkpoint_holds()
    {
        var folder = SharedModels.Folder("models/tinystories-656k");
        var config = ModelConfig.Load(Path.Combine(folder, "config.json"));
        using var checkpoint = SafetensorsCheckpoint.Open(folder);

        var shapes = ParameterShapes.Of(config);

        // This checkpoint stores the tied matrix under the head's name.
        Assert.Equal(
            checkpoint.Tensors.Select(t => $"{t.Key} {TensorInfo.Describe(t.Value.Shape)}").Order(StringComparer.Ordinal),
            shapes.Select(s => $"{(s.Key == ParameterShapes.Embedding ? ParameterShapes.Head : s.Key)} {TensorInfo.Describe(s.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_list_parameters_in_the_order_that_the_model_applies_them()
    {
        var config = new ModelConfig
        {
            HiddenSize = 8,
            IntermediateSize = 12,
            Layers = 1,
            Heads = 2,
            KeyValueHeads = 1,
            HeadDimension = 6,
            VocabularySize = 20,
        };

        Assert.Equal(
            [
                "model.embed_tokens.weight [20, 8]",
                "model.layers.0.input_layernorm.weight [8]",
                "model.layers.0.self_attn.q_proj.weight [12, 8]",
                "model.layers.0.self_attn.k_proj.weight [6, 8]",
                "model.layers.0.self_attn.v_proj.weight [6, 8]",
                "model.layers.0.self_attn.o_proj.weight [8, 12]",
                "model.layers.0.post_attention_layernorm.weight [8]",
                "model.layers.0.mlp.gate_proj.weight [12, 8]",
                "model.layers.0.mlp.up_proj.weight [12, 8]",
                "model.layers.0.mlp.down_proj.weight [8, 12]",
                "model.norm.weight [8]",
                "lm_head.weight [20, 8]",
            ],
            ParameterShapes.Of(config).Select(s => $"{s.Key} {TensorInfo.Describe(s.Value)}"));
    }
}
