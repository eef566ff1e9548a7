using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Parameters;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models;

/// <summary>A model folder in memory: architecture, parameters, tokenizer.</summary>
public sealed class LanguageModel : IDisposable
{
    private LanguageModel(ModelFolder folder, ParameterSet parameters)
    {
        Folder = folder;
        Parameters = parameters;
        Transformer = new Transformer.Transformer(folder.Config, parameters);
    }

    /// <summary>The folder that it came from; its tokenizer files go along when the model is saved.</summary>
    public ModelFolder Folder { get; }

    public ModelConfig Config => Folder.Config;

    public ITokenizer Tokenizer => Folder.Tokenizer;

    public ParameterSet Parameters { get; }

    public Transformer.Transformer Transformer { get; }

    /// <summary>Loads a folder in Hugging Face layout, as fp32.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="device">Where the parameters go.</param>
    /// <param name="trainable">Whether gradients are kept.</param>
    /// <exception cref="ConfigurationException">Something in the folder is missing or wrong.</exception>
    /// <exception cref="EnvironmentException">The folder can't be read.</exception>
    public static LanguageModel Load(string path, Device device, bool trainable)
    {
        var folder = ModelFolder.Open(path);
        var model = new LanguageModel(folder, new ParameterSet(folder.Config, device, trainable));
        model.Fill(folder);
        return model;
    }

    /// <summary>Overwrites the parameters with those of another folder of the same architecture.</summary>
    /// <returns>The hash of what was read.</returns>
    /// <exception cref="ConfigurationException">The folder's tensors do not fit, or are not the expected ones: nothing has changed. Or they hold numbers that are not finite: the model is of no use any more.</exception>
    public string Reload(string path, string? expectedHash = null)
    {
        using var folder = ModelFolder.Open(path);
        var (found, own) = (ParameterShapes.Of(folder.Config), ParameterShapes.Of(Config));
        if (!found.Select(s => (s.Key, string.Join(',', s.Value))).SequenceEqual(own.Select(s => (s.Key, string.Join(',', s.Value)))))
            throw new ConfigurationException($"{path} has another architecture than {Folder.Path}: parameters can only be swapped between equal ones.");
        if (expectedHash is not null && folder.Hash != expectedHash)
            throw new ConfigurationException($"{path} holds {folder.Hash}, not {expectedHash} as announced: fetch the version again.");
        Fill(folder);
        return folder.Hash;
    }

    /// <summary>Writes the model as a folder in Hugging Face layout, fp32, atomically.</summary>
    /// <returns>The hash of what was written.</returns>
    /// <exception cref="EnvironmentException">The disk is full or the folder can't be written.</exception>
    public string Save(string path)
    {
        using var source = new TorchTensorSource(Parameters.Tensors);
        Folder.WriteAs(path, source);
        return ParameterHash.Of(source);
    }

    public void Dispose()
    {
        Transformer.Dispose();
        Parameters.Dispose();
        Folder.Dispose();
    }

    private void Fill(ModelFolder folder)
    {
        foreach (var (name, tensor) in Parameters.Tensors)
            TorchTensors.LoadInto(folder.Parameters, name, tensor);
        using var scope = NewDisposeScope();
        // One number that is none makes the sum none.
        if (!float.IsFinite(Parameters.Values.sum().item<float>()) && !Parameters.Values.isfinite().all().item<bool>())
            throw new ConfigurationException($"{folder.Path} holds parameters that are not finite numbers: the model is damaged or its training diverged. Use another one.");
    }
}
