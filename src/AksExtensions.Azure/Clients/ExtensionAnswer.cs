using System.Text.Json;
using Azure;

namespace AksExtensions.Azure.Clients;

/// <summary>Reads answers that are an extension.</summary>
internal static class ExtensionAnswer
{
    /// <summary>The extension of an answer.</summary>
    /// <exception cref="AksExtensionException"><c>AnswerInvalid</c>.</exception>
    public static ClusterExtension Read(Response response, ExtensionReference extension)
    {
        using var document = ArmCalls.Parse(response, extension.Id);
        return document.RootElement.Property("properties") is { ValueKind: JsonValueKind.Object }
            ? ModelMapper.Extension(document.RootElement, extension.Cluster, extension.Name)
            : throw ErrorMapper.Invalid(response, extension.Id, "the resource has no properties");
    }

    /// <summary>The extension of the answer to a change, which is accepted or not whatever its body is.</summary>
    /// <returns>Null when the body is not an extension.</returns>
    public static ClusterExtension? Find(Response response, ExtensionReference extension)
    {
        try
        {
            return Read(response, extension);
        }
        catch (AksExtensionException)
        {
            return null;
        }
    }
}
