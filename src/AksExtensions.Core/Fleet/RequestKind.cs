namespace AksExtensions.Fleet;

/// <summary>The kinds of request that Azure Resource Manager counts separately.</summary>
public enum RequestKind
{
    /// <summary>GET and HEAD, and POST that only reads.</summary>
    Read,

    /// <summary>PUT, PATCH and POST.</summary>
    Write,

    /// <summary>DELETE.</summary>
    Delete,
}
