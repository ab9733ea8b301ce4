using System.Management.Automation.Runspaces;
using AksExtensions.Commands;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// Makes PowerShell complete the keys in <c>@{ }</c>. PowerShell calls no completer there; it offers the properties of the parameter's type.
/// So just before it reads them, the type gets the keys of the line's type of extension.
/// </summary>
internal static class SettingKeys
{
    private const string Replace =
        "param($data) Remove-TypeData -TypeName $data.TypeName -ErrorAction Ignore; if ($data.Members.Count) { Update-TypeData -TypeData $data }";

    /// <summary>Offers the keys of the type of extension in a line that is being typed; nothing when the command runs.</summary>
    public static void Offer(SettingsClusterCmdlet cmdlet)
    {
        // A command that is about to run has a place in a pipeline.
        if (cmdlet.MyInvocation.PipelinePosition != 0)
        {
            return;
        }

        var line = new CommandLine(cmdlet.MyInvocation.MyCommand.Name, name => PSObject.AsPSObject(cmdlet).Properties[name]?.Value);
        if (cmdlet.ConfigurationSettings is not null)
        {
            Offer(line, typeof(ExtensionSettings), isProtected: false);
        }

        if (cmdlet.ConfigurationProtectedSettings is not null)
        {
            Offer(line, typeof(ProtectedExtensionSettings), isProtected: true);
        }
    }

    /// <summary>Gives the parameter's type the keys of the line's type of extension.</summary>
    /// <param name="line">The line.</param>
    /// <param name="argument">The type of the parameter's elements.</param>
    /// <param name="isProtected">True for protected settings, false for plain settings.</param>
    private static void Offer(CommandLine line, Type argument, bool isProtected)
    {
        try
        {
            using var tab = new Tab();
            var data = new TypeData(argument);
            foreach (var hint in SettingsCompleter.Hints(tab, line, isProtected))
            {
                // PowerShell shows the property's value as the tooltip.
                data.Members.Add(hint.Key, new NotePropertyData(hint.Key, hint.Description));
            }

            Tab.Run(Replace, data);
        }
#pragma warning disable CA1031 // Completion must never fail, whatever happens; the command itself reports the error.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
