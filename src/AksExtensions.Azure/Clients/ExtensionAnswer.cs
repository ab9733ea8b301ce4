using System.Text.Json;

namespace AksExtensions.Azure.Clients;

/// <summary>Reads answers that are an extension.</summary>
internal static class ExtensionAnswer
{
    /// <summary>Reads the extension in an answer.</summary>
    /// <exception cref="AksExtensionException"><c>AnswerInvalid</c>.</exception>
    public static ClusterExtension Read(Response response, ExtensionReference extension)
    {
        using var document = ArmCalls.Parse(response, extension.Id);
        var root = document.RootElement;
        if (root.Property("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            throw ErrorMapper.Invalid(response, extension.Id, "the resource has no properties");
        }

        // Without a state, no operation is running on an extension, so the answer must at least be one.
        return (properties.String("provisioningState") ?? root.String("id") ?? root.String("name")) is null
            ? throw ErrorMapper.Invalid(response, extension.Id, "the resource has neither a name nor a state")
            : ModelMapper.Extension(root, extension.Cluster, extension.Name);
    }

    /// <summary>Reads the extension in the answer to a change. The body does not decide whether the change was accepted.</summary>
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
