namespace AksExtensions.Export;

/// <summary>A value of a resource's body, which each language writes in its own way.</summary>
internal abstract record BodyValue;

/// <summary>A text, which is never an expression.</summary>
/// <param name="Text">The text.</param>
internal sealed record TextValue(string Text) : BodyValue;

/// <summary>True or false.</summary>
/// <param name="Flag">The value.</param>
internal sealed record FlagValue(bool Flag) : BodyValue;

/// <summary>The value of a parameter.</summary>
/// <param name="Parameter">The parameter's name.</param>
internal sealed record ReferenceValue(string Parameter) : BodyValue;

/// <summary>An object.</summary>
/// <param name="Members">Its members, in the order in which they are written.</param>
internal sealed record ObjectValue(IReadOnlyList<KeyValuePair<string, BodyValue>> Members) : BodyValue
{
    /// <summary>An object of the members that have a value.</summary>
    public static ObjectValue Of(params (string Name, BodyValue? Value)[] members) =>
        new([.. members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value!))]);

    /// <summary>An object of texts, ordered by their keys.</summary>
    public static ObjectValue Of(IEnumerable<KeyValuePair<string, string>> texts) =>
        new([.. texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => KeyValuePair.Create(text.Key, (BodyValue)new TextValue(text.Value)))]);
}

/// <summary>A list of texts.</summary>
/// <param name="Items">The texts.</param>
internal sealed record ListValue(IReadOnlyList<string> Items) : BodyValue;
