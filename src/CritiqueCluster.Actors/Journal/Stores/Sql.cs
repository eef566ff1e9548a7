using System.Data.Common;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>Short ways to say what ADO.NET says in many lines. Texts are constants of this program; values are parameters.</summary>
internal static class Sql
{
    public static DbCommand Command(DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // texts are constants of this program
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <returns>The number of changed rows.</returns>
    public static int Execute(DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, text, values);
        return command.ExecuteNonQuery();
    }

    /// <returns>The first column of the first row; null if there is none.</returns>
    public static object? Scalar(DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, text, values);
        return command.ExecuteScalar();
    }

    /// <returns>Rows of a number and a text.</returns>
    public static IReadOnlyList<(long Number, string Text)> Rows(DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, string)>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), reader.GetString(1)));
        return rows;
    }
}
