using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Models;

/// <summary>A model in Hugging Face layout, opened for reading. Thread-safe.</summary>
public sealed class ModelFolder : IDisposable
{
    // Copied as they are when a model is written in the image of another.
    private static readonly string[] CompanionFiles =
    [
        GenerationConfig.FileName, TokenizerFolder.TokenizerFile, TokenizerFolder.ConfigFile, TokenizerFolder.SpecialTokensFile,
        "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja",
    ];

    private readonly SafetensorsCheckpoint _checkpoint;
    private readonly StoredParameters _parameters;
    private readonly Lazy<Tokenizer> _tokenizer;
    private readonly Lazy<string> _hash;

    private ModelFolder(string path, ModelConfig config, SafetensorsCheckpoint checkpoint)
    {
        (Path, Config, _checkpoint) = (path, config, checkpoint);
        Generation = GenerationConfig.Load(path);
        _parameters = new StoredParameters(checkpoint, config, path);
        _tokenizer = new Lazy<Tokenizer>(LoadTokenizer);
        _hash = new Lazy<string>(() => ParameterHash.Of(_parameters));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its <c>config.json</c>.</summary>
    public ModelConfig Config { get; }

    /// <summary>Its <c>generation_config.json</c>; empty where there is none.</summary>
    public GenerationConfig Generation { get; }

    /// <summary>Its parameters, under exactly the names and in the shapes of <see cref="ParameterShapes"/>.</summary>
    public ITensorSource Parameters => _parameters;

    /// <summary>The file that holds a parameter, and the name that it has there.</summary>
    public (SafetensorsFile File, string Name) HomeOf(string parameter)
    {
        var stored = _parameters.StoredName(parameter);
        return (_checkpoint.Home(stored), stored);
    }

    /// <summary>The weight files.</summary>
    public IReadOnlyList<SafetensorsFile> WeightFiles => _checkpoint.Files;

    /// <summary>Names of all files that make up the model, in ordinal order.</summary>
    public IReadOnlyList<string> FileNames
    {
        get
        {
            var weights = WeightFiles.Select(file => System.IO.Path.GetFileName(file.Path)).ToList();
            string[] others = weights.Contains(SafetensorsCheckpoint.SingleFile)
                ? [ModelConfig.FileName, .. CompanionFiles]
                : [ModelConfig.FileName, SafetensorsCheckpoint.IndexFile, .. CompanionFiles];
            return [.. weights.Concat(others.Where(name => File.Exists(System.IO.Path.Combine(Path, name)))).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The hash of <see cref="Parameters"/>; read through once, at the first call.</summary>
    public string Hash => _hash.Value;

    /// <summary>Its tokenizer, read at the first call.</summary>
    /// <exception cref="ConfigurationException">The tokenizer is unsupported or larger than the model's vocabulary.</exception>
    /// <exception cref="EnvironmentException">A file of it can't be read.</exception>
    public ITokenizer Tokenizer => _tokenizer.Value;

    /// <summary>Tokens that end generation: the folder's generation config's, else the config's, with the tokenizer's always.</summary>
    public IReadOnlyList<int> EndOfSequence =>
    [
        .. (Generation.EndOfSequence.Count > 0 ? Generation.EndOfSequence : Config.EndOfSequence).Append(Tokenizer.EndOfSequence).Distinct(),
    ];

    /// <summary>Opens a folder and checks its tensors against its config.</summary>
    /// <exception cref="ConfigurationException">A file is wrong, or a tensor is missing, extra or mis-shaped.</exception>
    /// <exception cref="EnvironmentException">The folder or a file of it is missing or can't be read.</exception>
    public static ModelFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new EnvironmentException($"{path} does not exist. Point to a model folder in Hugging Face layout.");
        var config = ModelConfig.Load(System.IO.Path.Combine(path, ModelConfig.FileName));
        var checkpoint = SafetensorsCheckpoint.Open(path);
        try
        {
            return new ModelFolder(path, config, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes new parameters for this model as a whole folder, atomically: the config (with the parameters' type), the tokenizer's
    /// and generation files byte for byte, and one <c>model.safetensors</c> in which every tensor has the name it has here.
    /// </summary>
    /// <param name="target">The folder to write or replace.</param>
    /// <param name="parameters">Under the names of <see cref="ParameterShapes"/>.</param>
    /// <exception cref="ArgumentException">Names or shapes are not this model's.</exception>
    /// <exception cref="EnvironmentException">The disk is full or the folder can't be written.</exception>
    public void WriteAs(string target, ITensorSource parameters) => DurableFolder.Write(target, folder =>
    {
        foreach (var name in CompanionFiles)
            CopyIfThere(name, folder);
        WriteParameters(folder, Config, new RenamedTensorSource(parameters, _parameters.StoredName));
    });

    /// <summary>Writes a model from nothing as a whole folder, atomically.</summary>
    /// <param name="target">The folder to write or replace.</param>
    /// <param name="config">Written with the parameters' type.</param>
    /// <param name="parameters">Under the names of <see cref="ParameterShapes"/>.</param>
    /// <param name="writeTokenizer">Writes the tokenizer's files into the folder that it is given.</param>
    /// <exception cref="ArgumentException">Names or shapes are not the config's.</exception>
    /// <exception cref="EnvironmentException">The disk is full or the folder can't be written.</exception>
    public static void Write(string target, ModelConfig config, ITensorSource parameters, Action<string> writeTokenizer) =>
        DurableFolder.Write(target, folder =>
        {
            writeTokenizer(folder);
            File.WriteAllText(System.IO.Path.Combine(folder, GenerationConfig.FileName), GenerationConfig.JsonFor(config));
            WriteParameters(folder, config, parameters);
        });

    /// <inheritdoc/>
    public void Dispose() => _checkpoint.Dispose();

    private static void WriteParameters(string folder, ModelConfig config, ITensorSource parameters)
    {
        var types = parameters.Tensors.Values.Select(t => t.Type).Distinct().ToList();
        var written = types.Count == 1 ? config with { ParameterType = types[0] } : config;
        File.WriteAllText(System.IO.Path.Combine(folder, ModelConfig.FileName), written.ToJson());
        using (var stream = File.Create(System.IO.Path.Combine(folder, SafetensorsCheckpoint.SingleFile)))
            SafetensorsWriter.Write(stream, parameters);
        CheckReadable(folder, written);
    }

    // What is about to be published is checked the way it will be read.
    private static void CheckReadable(string folder, ModelConfig config)
    {
        using var checkpoint = SafetensorsCheckpoint.Open(folder);
        try
        {
            _ = new StoredParameters(checkpoint, config, "the model to write");
        }
        catch (ConfigurationException e)
        {
            throw new ArgumentException($"The parameters do not fit the config: {e.Message}", e);
        }
    }

    private void CopyIfThere(string name, string folder)
    {
        var source = System.IO.Path.Combine(Path, name);
        if (File.Exists(source))
            File.WriteAllBytes(System.IO.Path.Combine(folder, name), File.ReadAllBytes(source)); // its permissions are not copied
    }

    private Tokenizer LoadTokenizer()
    {
        var tokenizer = Tokenizers.Tokenizer.Load(Path);
        return tokenizer.VocabularySize <= Config.VocabularySize
            ? tokenizer
            : throw new ConfigurationException(
                $"{Path}: the tokenizer has ids up to {tokenizer.VocabularySize - 1}, but 'vocab_size' in {ModelConfig.FileName} is {Config.VocabularySize}. "
                + "Use the tokenizer that belongs to this checkpoint.");
    }
}
